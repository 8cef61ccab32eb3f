#!/usr/bin/env python3
"""Makes the pictures of README and guides (docs/pictures/*.png) from a running demonstration.

    formserver demo && formserver serve &
    tools/screenshots.py http://127.0.0.1:8000

It signs in as people of the demonstration; the drafts it begins it deletes again. The browser writes Chinese with the
fonts of the machine: with the Debian package fonts-noto-cjk pages look as they do on most computers.
"""

import argparse
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from formserver.demo.cast import PASSWORD

PICTURES: Final = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SIZES: Final = {390: 844, 1280: 800}
TALLEST: Final = 1600  # of the page, in CSS pixels; what is below says nothing new
LARGEST: Final = 250_000
SETTLED_MS: Final = 400
_LEAVES_DRAFT: Final = ("entry-problems", "entry-visit")

Shot = tuple[str, Callable[[Page], None]]


def main() -> None:
    """Make every picture, in both widths."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address", help="where the demonstration runs, e.g. http://127.0.0.1:8000")
    address = parser.parse_args().address
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width in SIZES:
            _take_all(browser, address, width)
        _take_paper(browser, address)
        browser.close()


def _take_all(browser: Browser, address: str, width: int) -> None:
    with _window(browser, address, width) as page:
        page.goto("/sign-in")
        _keep(page, "sign-in", width)
    people: dict[str, list[Shot]] = {
        "ezhou-visitor": [
            ("work", _click("我的工作")),
            ("choose", _click("填表")),
            ("entry-registration", lambda page: _begin(page, "registration/ezhou")),
            ("entry-problems", _submit_empty),
            ("elders", _click("服务对象")),
            ("forms", _click("表单")),
        ],
        "fujian-visitor": [("entry-visit", _begin_visit)],
        "ezhou-township": [("work-township", _click("我的工作")), ("record", _open_longest)],
        "shuren-visitor": [("visits", _click("本期探访")), ("person", _open_first)],
        "shuren-lead": [("month", lambda page: page.goto("/500230/months"))],
        "shuren-township": [("figures", _click("统计"))],
        "shuren-forms": [("design", _design)],
    }
    for user_name, shots in people.items():
        with _window(browser, address, width, user_name) as page:
            for name, go in shots:
                go(page)
                _keep(page, name, width)
                if name in _LEAVES_DRAFT:
                    _discard(page)


@contextmanager
def _window(browser: Browser, address: str, width: int, user_name: str = "") -> Iterator[Page]:
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": SIZES[width]}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    if user_name:
        page.goto("/sign-in")
        page.fill("#user_name", user_name)
        page.fill("#password", PASSWORD)
        page.click("button.btn-block")
        page.wait_for_url(lambda url: "sign-in" not in url)
    yield page
    context.close()


def _click(label: str) -> Callable[[Page], None]:
    return lambda page: page.locator(".site-nav a", has_text=label).click()


def _begin(page: Page, form: str) -> None:
    """Open a new registration and answer a little, as somebody halfway through would have."""
    _look_up(page, form)
    for name, text in {"filled_on": "2025-01-08", "name": "周桂兰", "phone": "10000000001"}.items():
        page.fill(f"[name='{name}']", text)
    for name, code in {"poor_household": "no", "sex": "female", "physical_condition": "disabled"}.items():
        page.check(f"[name='{name}'][value='{code}']")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[name='phone']").blur()


def _look_up(page: Page, form: str) -> None:
    """Look whether somebody is registered, find nobody, and open the form."""
    page.click(".site-nav a:has-text('填表')")
    page.click(f"form:has(input[value='{form}']) button")
    page.fill("[name='name']", "周桂兰")
    page.fill("[name='year']", "1941")
    page.get_by_role("button", name="查一查").click()
    page.get_by_role("button", name="开始登记").click()
    page.wait_for_url("**/drafts/**")


def _begin_visit(page: Page) -> None:
    page.click(".site-nav a:has-text('服务对象')")
    page.locator("tbody tr", has_text="在册").first.locator("a").click()
    page.locator("main form[action$='/fill'] button").first.click()
    page.wait_for_url("**/drafts/**")


def _submit_empty(page: Page) -> None:
    _discard(page)
    _look_up(page, "registration/ezhou")
    page.fill("[name='filled_on']", "")
    page.check("[name='physical_condition'][value='ill']")
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_selector("#problems")


def _open_first(page: Page) -> None:
    page.locator("main h3 a").first.click()


def _design(page: Page) -> None:
    """A new edition of the visit record, with the answer chosen that has a condition to show."""
    page.goto("/500230/forms/visit_record/shuren")
    page.get_by_role("button", name="设计新版本").click()
    page.locator("a", has_text="□无变化　□增加____人").first.click()
    page.wait_for_load_state()


def _discard(page: Page) -> None:
    """Delete the draft that is open."""
    page.click(".discard summary")
    page.get_by_role("button", name="删除草稿").click()
    page.wait_for_url("**/work?tab=drafts")


def _open_longest(page: Page) -> None:
    """Of the records that wait, the one with the longest way behind it: it was sent back before."""
    ways = {}
    for link in [str(one.get_attribute("href")) for one in page.locator("tbody a.btn-main").all()]:
        page.goto(link)
        ways[link] = page.locator(".timeline li").count()
    page.goto(max(ways, key=lambda link: ways[link]))


def _keep(page: Page, name: str, width: int) -> None:
    page.wait_for_timeout(SETTLED_MS)
    page.evaluate("window.scrollTo(0, 0)")
    page.evaluate("document.activeElement && document.activeElement.id === 'problems' || document.activeElement.blur()")
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": width, "height": max(height, SIZES[width])})
    _write(Image.open(io.BytesIO(page.screenshot(animations="disabled"))), f"{name}-{width}")
    page.set_viewport_size({"width": width, "height": SIZES[width]})


def _take_paper(browser: Browser, address: str) -> None:
    """The first page of an approved registration, as it is printed."""
    with _window(browser, address, 1280, "ezhou-visitor") as page:
        page.goto("/420703/records?form=registration/ezhou&state=approved")
        page.locator("tbody th a").first.click()
        form = page.locator(".print-form")
        token = form.locator("[name='_csrf']").input_value()
        content = page.request.post(urljoin(page.url, form.get_attribute("action") or ""), form={"_csrf": token}).body()
    with pypdfium2.PdfDocument(content) as pdf:
        _write(pdf[0].render(scale=1.5).to_pil(), "paper")


def _write(picture: Image.Image, name: str) -> None:
    """Keep the picture with as many colours as fit into LARGEST bytes."""
    for colours in (256, 128, 64, 32, 16):
        buffer = io.BytesIO()
        reduced = picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
        reduced.save(buffer, "PNG", optimize=True)
        if buffer.tell() < LARGEST:
            break
    file = PICTURES / f"{name}.png"
    file.write_bytes(buffer.getvalue())
    print(f"{file.name}  {picture.width} x {picture.height}  {len(buffer.getvalue()) // 1000} KB")


if __name__ == "__main__":
    main()
