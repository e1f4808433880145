import pytest
from flask import Flask, render_template_string
from sqlalchemy.orm import Session


@pytest.mark.parametrize(("language", "written"), [("sv", "12\xa0345"), ("da", "12.345"), ("en", "12,345")])
def test_a_number_in_a_table_is_written_as_the_language_writes_it(
    app: Flask, session: Session, language: str, written: str
) -> None:
    with app.test_request_context(f"/?lang={language}"):
        assert f">{written}<" in render_template_string('{{ ui.cell(12345, kind="number") }}')
