import pytest
from flask import Flask

from newsletter.web.pagination import Page, page_number, page_of


def numbers(number: int, total: int) -> list[int | None]:
    return Page([], number, 1, total).numbers


def test_few_pages_are_all_named() -> None:
    assert numbers(2, 4) == [1, 2, 3, 4]


def test_of_many_pages_the_ends_and_the_neighbours_are_named() -> None:
    assert numbers(10, 20) == [1, None, 9, 10, 11, None, 20]


def test_a_gap_of_one_page_is_filled_by_that_page() -> None:
    assert numbers(4, 20) == [1, 2, 3, 4, 5, None, 20]


@pytest.mark.parametrize("asked", ["0", "-1", "x", "", "1e3", "99999999999", "²"])
def test_what_is_no_page_number_means_the_first_page(gallery: Flask, asked: str) -> None:
    with gallery.test_request_context("/", query_string={"page": asked}):
        assert page_number() == 1


def test_past_the_end_comes_the_last_page(gallery: Flask) -> None:
    with gallery.test_request_context("/?page=99"):
        page = page_of(range(95), 10)

    assert page.number == 10
    assert list(page) == [90, 91, 92, 93, 94]


def test_an_empty_list_is_one_empty_page(gallery: Flask) -> None:
    with gallery.test_request_context("/"):
        page = page_of([], 10)

    assert (page.pages, len(page)) == (1, 0)


def test_the_other_pages_keep_the_filters(gallery: Flask) -> None:
    with gallery.test_request_context("/?q=a%26b&page=2"):
        assert Page([], 2, 1, 5).address(3) == "/?q=a%26b&page=3"
