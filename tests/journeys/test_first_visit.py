"""What a first visit costs, on a phone with a slow line."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
KB = 1024


def bytes_of(window, path):
    """Bytes that came over the line, compressed as they came, headers included, until the page was quiet."""
    sizes = []
    network = window.context.new_cdp_session(window.page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    window.go(path)
    window.page.wait_for_load_state("networkidle")
    return sum(sizes), len(sizes)


def test_a_first_visit_takes_at_most_200_kb(visit):
    size, requests = bytes_of(visit(), "/tai-khoan/login/")
    assert requests > 3
    assert size <= 200 * KB


def test_the_second_visit_takes_little_more_than_the_page_itself(visit):
    window = visit("totchuc.tayninh")
    size, _ = bytes_of(window, "/")
    assert size <= 16 * KB  # the home with all it awaits; nothing of the frame comes again
