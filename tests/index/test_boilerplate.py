"""What at the foot of a page is the publisher's, and what is still the story."""

import pytest

from index.boilerplate import body_end

STORY = "The bridge opened on Friday.\n\nThe mayor cut the ribbon."


@pytest.mark.parametrize(
    "foot",
    [
        "Sign up for our newsletter",
        "Click here to sign up for free updates.",
        "Register now for the daily digest",
        "Get the news delivered to your inbox.",
        "Our weekly newsletter",
        "Follow us on Twitter",
        "Share this article",
        "Read more: The bridge that fell",
        "Related stories",
        "Related: The bridge that fell",
        "Most read",
        "Advertisement",
        "© 2011 The Daily Planet",
        "Copyright 2011 The Daily Planet",
        "The Daily Planet. All rights reserved.",
        "Privacy policy | Contact",
        "Support our journalism today",
    ],
)
def test_a_line_that_speaks_for_the_publisher_is_no_part_of_the_body(foot: str):
    assert body_end(f"{STORY}\n\n{foot}") == len(STORY)
    assert body_end(f"{STORY}\n\n{foot}\n{foot}") == len(STORY)


@pytest.mark.parametrize(
    "last",
    [
        "The newsletter was read by thousands.",
        "Subscribers left in their thousands.",
        "Support for the bridge has now fallen.",
        "Register offices across the county are now closed.",
        "Related charges were dropped on Friday.",
        "Recommended doses are lower than that.",
        "Copyright law was changed a year later.",
        "Sign up for our newsletter " + "and a word " * 30,
    ],
)
def test_a_last_line_of_the_story_stays(last: str):
    text = f"{STORY}\n\n{last.strip()}"
    assert body_end(text) == len(text)


def test_only_the_foot_is_judged():
    text = f"{STORY}\n\nShare this article\n\nThen it rained."
    assert body_end(text) == len(text)


def test_an_article_that_is_nothing_but_a_sign_up_line_keeps_it():
    text = "Sign up for our newsletter\n\nShare this article"
    assert body_end(text) == len("Sign up for our newsletter")
