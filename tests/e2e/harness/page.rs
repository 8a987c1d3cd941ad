//! What a scenario says and sees. Every call waits for the state it names.

use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use serde_json::{Value, json};

use super::roles;
use super::window::Window;

/// How long one state may take to appear; long, because only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// The accessible name of an element.
#[derive(Debug, Clone, Copy)]
pub enum Name<'a> {
    Is(&'a str),
    Has(&'a str),
}

impl<'a> From<&'a str> for Name<'a> {
    fn from(text: &'a str) -> Self {
        Self::Is(text)
    }
}

impl Name<'_> {
    fn fits(self, name: &str) -> bool {
        match self {
            Self::Is(text) => name.trim() == text,
            Self::Has(text) => name.contains(text),
        }
    }
}

impl Window {
    /// Waits until the text stands on the page where it can be seen.
    pub async fn see(&self, text: &str) {
        self.until(&format!("the text {text:?}"), async || Ok(self.text().await?.contains(text).then_some(()))).await;
    }

    /// Waits until the text is nowhere to be seen.
    pub async fn see_no_more(&self, text: &str) {
        let gone = async || Ok((!self.text().await?.contains(text)).then_some(()));
        self.until(&format!("the text {text:?} to go"), gone).await;
    }

    /// Waits for the first shown element of this role and name.
    pub async fn find<'a>(&self, role: &str, name: impl Into<Name<'a>>) -> Element {
        let name = name.into();
        self.until(&format!("the {role} {name:?}"), async || self.look(role, name).await).await
    }

    /// Waits until no such element is shown.
    pub async fn find_no_more<'a>(&self, role: &str, name: impl Into<Name<'a>>) {
        let name = name.into();
        let gone = async || Ok(self.look(role, name).await?.is_none().then_some(()));
        self.until(&format!("the {role} {name:?} to go"), gone).await;
    }

    /// The names of all shown elements of this role, as they are now.
    pub async fn names(&self, role: &str) -> Vec<String> {
        let what = format!("the names of every {role}");
        let elements = self.until(&what, async || roles::shown(&self.client, role).await.map(Some)).await;
        elements.into_iter().map(|(_, name)| name).collect()
    }

    /// Finds and clicks; looks again if the page replaced the element in between. Waits while it is disabled.
    pub async fn click<'a>(&self, role: &str, name: impl Into<Name<'a>>) {
        let name = name.into();
        let click = async || {
            let Some(element) = self.look(role, name).await? else { return Ok(None) };
            if !element.is_enabled().await? {
                return Ok(None);
            }
            element.click().await.map(Some)
        };
        self.until(&format!("the {role} {name:?} to click on"), click).await;
    }

    /// Replaces what stands in a field.
    pub async fn write<'a>(&self, role: &str, name: impl Into<Name<'a>>, text: &str) {
        let name = name.into();
        let write = async || {
            let Some(element) = self.look(role, name).await? else { return Ok(None) };
            element.clear().await?;
            element.send_keys(text).await.map(Some)
        };
        self.until(&format!("the {role} {name:?} to write into"), write).await;
    }

    /// Presses one key where the focus is.
    pub async fn press(&self, key: Key) {
        let press = async || {
            let focused = self.client.active_element().await?;
            focused.send_keys(&String::from(char::from(key))).await.map(Some)
        };
        self.until(&format!("the key {key:?}"), press).await;
    }

    /// Calls a command as a hostile page could, around the client; tells what Rust answered or refused.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let script = "const [command, args, done] = arguments;\
                      window.__TAURI_INTERNALS__.invoke(command, args)\
                        .then((ok) => done({ ok }), (error) => done({ error: String(error?.message ?? error) }));";
        let call = vec![json!(command), arguments];
        let answer = self.client.execute_async(script, call).await.expect("the page runs a script");
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["ok"].clone()),
        }
    }

    /// All text that can be seen, as it is now.
    pub async fn text(&self) -> Result<String, CmdError> {
        let text = self.client.execute("return document.body ? document.body.innerText : ''", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Looks again and again until `look` finds something, or fails with what was there instead. An element
    /// that vanished while it was looked at is simply not found yet.
    pub async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Result<Option<T>, CmdError>) -> T {
        let looking = tokio::time::timeout(PATIENCE, async {
            loop {
                match look().await {
                    Ok(Some(found)) => return found,
                    Ok(None) | Err(CmdError::Standard(_)) => tokio::time::sleep(BETWEEN_LOOKS).await,
                    Err(error) => panic!("the window was lost while looking for {what}: {error}"),
                }
            }
        });
        match looking.await {
            Ok(found) => found,
            Err(_) => {
                let text = self.text().await.unwrap_or_else(|error| format!("({error})"));
                panic!("waited {} s for {what}; the page says:\n{text}", PATIENCE.as_secs())
            }
        }
    }

    async fn look(&self, role: &str, name: Name<'_>) -> Result<Option<Element>, CmdError> {
        let shown = roles::shown(&self.client, role).await?;
        Ok(shown.into_iter().find(|(_, found)| name.fits(found)).map(|(element, _)| element))
    }
}
