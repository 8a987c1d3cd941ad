//! What a scenario does on the page, with mouse and keyboard. Every call waits until it can be done.

use fantoccini::Locator;
use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::json;

use super::page::{FURTHER, Name, is_barred};
use super::window::Window;

/// Remembers whether the next press of the mouse lands on the element or on something in it, or on what the page has
/// put in its place. A link follows the whole click, which is lost where the link moves while the mouse is down;
/// menus open at the press, and what they cover hears of no click.
const AIM: &str = "const [element] = arguments;\
    window.__landed = false;\
    const is_it = (hit) => hit === element || hit.outerHTML !== undefined && hit.outerHTML === element.outerHTML;\
    const press = (event) => { window.__landed = event.composedPath().some(is_it); };\
    addEventListener(element.closest('a') ? 'click' : 'pointerdown', press, { capture: true, once: true });";

impl Window {
    /// Goes to a page by the rail.
    pub async fn open_page(&self, page: &str) {
        self.click("link", Name::Starts(page)).await;
        self.find("heading", page).await;
    }

    /// Finds and clicks; looks again if the page replaced the element in between. Waits while it is barred.
    pub async fn click<'a>(&self, role: &str, name: impl Into<Name<'a>>) {
        let name = name.into();
        let click = async || {
            let Some(element) = self.look_through(role, name).await? else { return Ok(None) };
            if is_barred(&element).await? {
                return Ok(None);
            }
            match self.landed(&element).await {
                // It stands under the table's head, since somebody went further before it was there.
                Err(CmdError::Standard(_)) if role == "row" => {
                    self.client.execute(FURTHER, vec![]).await?;
                    Ok(None)
                }
                landed => landed.map(|landed| landed.then_some(())),
            }
        };
        self.until(&format!("the {role} {name:?} to click on"), click).await;
    }

    /// Clicks, and tells whether it landed there: what moved between the driver's look and its press was missed.
    async fn landed(&self, element: &Element) -> Result<bool, CmdError> {
        self.client.execute(AIM, vec![json!(element)]).await?;
        element.click().await?;
        // A page that the click closed or left remembers nothing.
        let landed = self.client.execute("return window.__landed", vec![]).await;
        Ok(landed.map_or(true, |landed| landed != false))
    }

    /// Replaces what stands in a field.
    pub async fn write<'a>(&self, role: &str, name: impl Into<Name<'a>>, text: &str) {
        let name = name.into();
        let write = async || {
            // Below the fold nothing can be written into.
            let Some(element) = self.look(role, name).await? else { return Ok(None) };
            let into_view = "arguments[0].scrollIntoView({ block: 'center' })";
            self.client.execute(into_view, vec![json!(element)]).await?;
            element.clear().await?;
            element.send_keys(text).await.map(Some)
        };
        self.until(&format!("the {role} {name:?} to write into"), write).await;
    }

    /// Chooses from a list. The driver does it for a person, for WebKit draws an open list outside of the page.
    pub async fn choose(&self, list: &str, choice: &str) {
        let selector = format!("select[aria-label={}]", json!(list));
        let choose = async || self.client.find(Locator::Css(&selector)).await?.select_by_label(choice).await.map(Some);
        self.until(&format!("{choice:?} to choose from {list:?}"), choose).await;
    }

    /// Presses at one point of the page, moves and lets go at another.
    pub async fn drag(&self, from: (f64, f64), to: (f64, f64)) {
        let at = |(x, y): (f64, f64)| PointerAction::MoveTo { duration: None, x, y };
        let press = PointerAction::Down { button: MOUSE_BUTTON_LEFT };
        let release = PointerAction::Up { button: MOUSE_BUTTON_LEFT };
        let mouse = MouseActions::new("mouse".to_owned()).then(at(from)).then(press).then(at(to)).then(release);
        self.client.perform_actions(mouse).await.expect("the mouse moves");
    }

    /// Presses a key in an element, which takes the focus by it.
    pub async fn press_on<'a>(&self, role: &str, name: impl Into<Name<'a>>, key: impl Into<char>) {
        let (name, key) = (name.into(), String::from(key.into()));
        let press = async || match self.look(role, name).await? {
            Some(element) => element.send_keys(&key).await.map(Some),
            None => Ok(None),
        };
        self.until(&format!("the {role} {name:?} for the key {key:?}"), press).await;
    }

    /// Presses one key where the focus is.
    pub async fn press(&self, key: impl Into<char>) {
        let key = String::from(key.into());
        let press = async || self.client.active_element().await?.send_keys(&key).await.map(Some);
        self.until(&format!("the key {key:?}"), press).await;
    }

    /// Presses a key while another is held.
    pub async fn press_with(&self, held: impl Into<char>, key: impl Into<char>) {
        let keys = String::from_iter([held.into(), key.into()]);
        let press = async || self.client.active_element().await?.send_keys(&keys).await.map(Some);
        self.until(&format!("the keys {keys:?}"), press).await;
    }
}
