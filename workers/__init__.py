"""The Celery side of Budkavle: a thin door to the services of `newsletter`."""
