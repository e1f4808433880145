"""`python -m tests.house.routes` writes the kept list of addresses anew."""

from newsletter.app import create_app
from newsletter.settings import Settings
from tests.house.test_guards import ROUTES, listing


def main() -> None:
    settings = Settings(
        environment="test",
        database_url="postgresql://nowhere/none",
        redis_url="redis://127.0.0.1:1/0",
        secret_key="only to build the application with",
    )
    ROUTES.write_text("\n".join(listing(create_app(settings))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
