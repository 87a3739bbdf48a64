"""A page worked in Chromium as a reader does, with what it says of itself."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
#: Steps run in the page's own script; errors, refusals of its policy and requests come behind what they report.
HELPERS = """
{
const said = [];
const wait = (time) => new Promise((done) => { setTimeout(done, time || 60); });
const one = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const click = (mark) => mark.dispatchEvent(new MouseEvent("click", { bubbles: true }));
MORE
(async () => {
  const errors = [];
  window.addEventListener("error", (event) => errors.push(event.message));
  window.addEventListener("securitypolicyviolation", (event) => errors.push(event.violatedDirective));
  try { STEPS; } catch (error) { errors.push(String(error)); }
  said.push(...errors, ...performance.getEntriesByType("resource").map((entry) => entry.name));
  document.body.setAttribute("data-said", JSON.stringify(said));
})();
}
"""


def add_steps(folder: Path, steps: str, more: str = "") -> None:
    """Let the last script of a copied folder of scripts go through steps."""
    with (folder / "page.js").open("a", encoding="utf-8") as script:
        script.write(HELPERS.replace("MORE", more).replace("STEPS", steps))


def what_it_said(address: str, profile: Path) -> list[str]:
    """Open a page that goes through steps and return what these reported; the console must be empty."""
    result = subprocess.run(
        [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update", "--window-size=1280,1000",
         f"--user-data-dir={profile}", "--enable-logging=stderr", "--virtual-time-budget=5000", "--dump-dom", address],
        capture_output=True, check=True, timeout=60,
    )
    assert re.findall(r".*CONSOLE.*", result.stderr.decode("utf-8", "replace")) == []
    found = re.search(r'data-said="([^"]*)"', result.stdout.decode("utf-8"))
    assert found is not None
    said: list[str] = json.loads(html.unescape(found.group(1)))
    return said
