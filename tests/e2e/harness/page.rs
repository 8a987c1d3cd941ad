//! What a scenario sees of the page. Every call waits for the state it names.

use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::{Value, json};

use super::home::Theme;
use super::roles;
use super::window::Window;

/// How long one state may take to appear; long, because only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Most of a page further in the table, and from its end to its start again.
pub const FURTHER: &str = "const table = document.querySelector('.cluster-grid');\
    if (!table || table.scrollHeight <= table.clientHeight) return;\
    const rest = table.scrollHeight - table.clientHeight - table.scrollTop;\
    table.scrollTop = rest < 1 ? 0 : table.scrollTop + table.clientHeight / 2;";

/// Goes through the whole table from its first row, and tells the clusters that were drawn, in their order.
const THROUGH: &str = "const done = arguments[arguments.length - 1];\
    const table = document.querySelector('.cluster-grid');\
    const drawn = new Map();\
    const painted = () => new Promise((next) => { requestAnimationFrame(() => requestAnimationFrame(next)); setTimeout(next, 500); });\
    (async () => {\
      for (let at = 0; table; at += Math.max(50, table.clientHeight / 2)) {\
        table.scrollTop = at;\
        await painted();\
        for (const row of table.querySelectorAll('[data-cluster]')) drawn.set(row.getAttribute('aria-rowindex'), row.dataset.cluster);\
        if (at >= table.scrollHeight - table.clientHeight) break;\
      }\
      done([...drawn].sort(([a], [b]) => a - b).map(([, id]) => id));\
    })();";

/// The accessible name of an element.
#[derive(Debug, Clone, Copy)]
pub enum Name<'a> {
    Is(&'a str),
    Starts(&'a str),
    Has(&'a str),
    HasAll(&'a [&'a str]),
}

impl<'a> From<&'a str> for Name<'a> {
    fn from(text: &'a str) -> Self {
        Self::Is(text)
    }
}

impl<'a> Name<'a> {
    /// Words that every fitting name holds.
    fn words(self) -> &'a str {
        match self {
            Self::Is(text) | Self::Starts(text) | Self::Has(text) => text,
            Self::HasAll(texts) => texts.first().copied().unwrap_or_default(),
        }
    }

    fn fits(self, name: &str) -> bool {
        match self {
            Self::Is(text) => name.trim() == text,
            Self::Starts(text) => name.trim().starts_with(text),
            Self::Has(text) => name.contains(text),
            Self::HasAll(texts) => texts.iter().all(|text| name.contains(text)),
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
        self.until(&format!("the {role} {name:?}"), async || self.look_through(role, name).await).await
    }

    /// Waits until no such element is shown.
    pub async fn find_no_more<'a>(&self, role: &str, name: impl Into<Name<'a>>) {
        let name = name.into();
        let gone = async || Ok(self.look(role, name).await?.is_none().then_some(()));
        self.until(&format!("the {role} {name:?} to go"), gone).await;
    }

    /// Waits until a slider says such a value, and tells it.
    pub async fn told<'a>(&self, role: &str, name: impl Into<Name<'a>>, fits: impl Fn(&str) -> bool) -> String {
        let name = name.into();
        let told = async || match self.look(role, name).await? {
            Some(element) => Ok(element.attr("aria-valuetext").await?.filter(|text| fits(text))),
            None => Ok(None),
        };
        self.until(&format!("what the {role} {name:?} says"), told).await
    }

    /// Changes the theme in the user's settings, and waits until the page wears it.
    pub async fn wear(&self, theme: Theme) {
        let settings = self.invoke("settings", json!({})).await.expect("the settings are told");
        let request = json!({ "owner_tags": settings["owner_tags"], "me": settings["me"], "theme": theme.word() });
        self.invoke("change_settings", json!({ "request": request })).await.expect("the theme is kept");
        self.worn(theme).await;
    }

    /// Waits until the page wears the theme.
    pub async fn worn(&self, theme: Theme) {
        let worn = async || {
            let worn = self.client.execute("return document.documentElement.dataset.theme", vec![]).await?;
            Ok((worn == theme.word()).then_some(()))
        };
        self.until(&format!("the {} theme", theme.word()), worn).await;
    }

    /// The names of all shown elements of this role, as they are now.
    pub async fn names(&self, role: &str) -> Vec<String> {
        let what = format!("the names of every {role}");
        let elements = self.until(&what, async || roles::shown(&self.client, role, None).await.map(Some)).await;
        elements.into_iter().map(|(_, name)| name).collect()
    }

    /// Waits for a barred button, and tells the reason it gives.
    pub async fn barred<'a>(&self, name: impl Into<Name<'a>>) -> String {
        let name = name.into();
        let barred = async || {
            let Some(element) = self.look("button", name).await? else { return Ok(None) };
            if is_barred(&element).await? { element.attr("title").await } else { Ok(None) }
        };
        self.until(&format!("the button {name:?} to be barred with a reason"), barred).await
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

    /// Runs a script as if the page had it, and tells what it returns.
    pub async fn script(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.expect("the page runs a script")
    }

    /// Runs a script that tells its result by calling its last argument.
    pub async fn script_until_done(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute_async(script, arguments).await.expect("the page runs a script")
    }

    /// The ids of every cluster in the table, in its order: each was drawn for a moment.
    pub async fn table_of_clusters(&self) -> Vec<String> {
        let ids = self.script_until_done(THROUGH, vec![]).await;
        ids.as_array().into_iter().flatten().filter_map(|id| id.as_str().map(str::to_owned)).collect()
    }

    /// Waits until the radio button or switch of this name is the one that holds.
    pub async fn checked(&self, name: &str) {
        let script =
            format!("return document.querySelector('[aria-checked=\"true\"][aria-label={}]') !== null", json!(name));
        let held = async || Ok((self.client.execute(&script, vec![]).await? == true).then_some(()));
        self.until(&format!("{name:?} to be chosen"), held).await;
    }

    /// All text that can be seen, as it is now.
    pub async fn text(&self) -> Result<String, CmdError> {
        let text = self.client.execute("return document.body ? document.body.innerText : ''", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Looks again and again until `look` finds something, or fails with what was there instead. An element
    /// that vanished while it was looked at is simply not found yet.
    pub async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Result<Option<T>, CmdError>) -> T {
        self.until_within(PATIENCE, what, look).await
    }

    /// The same of what the app itself does only after a while.
    pub async fn until_within<T>(
        &self,
        patience: Duration,
        what: &str,
        look: impl AsyncFn() -> Result<Option<T>, CmdError>,
    ) -> T {
        let looking = tokio::time::timeout(patience, async {
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
                let text = self.text().await.unwrap_or_else(|error| format!("({error:?})"));
                panic!("waited {} s for {what}; the page says:\n{text}", patience.as_secs())
            }
        }
    }

    /// As `look`; who sees no such row goes through the table, for it draws only the rows in sight.
    pub async fn look_through(&self, role: &str, name: Name<'_>) -> Result<Option<Element>, CmdError> {
        let found = self.look(role, name).await?;
        if found.is_none() && role == "row" {
            self.client.execute(FURTHER, vec![]).await?;
        }
        Ok(found)
    }

    pub async fn look(&self, role: &str, name: Name<'_>) -> Result<Option<Element>, CmdError> {
        let shown = roles::shown(&self.client, role, Some(name.words())).await?;
        Ok(shown.into_iter().find(|(_, found)| name.fits(found)).map(|(element, _)| element))
    }
}

/// As a person sees it: disabled, or told to be by `aria-disabled`, which stays in the tab order.
pub async fn is_barred(element: &Element) -> Result<bool, CmdError> {
    Ok(!element.is_enabled().await? || element.attr("aria-disabled").await?.as_deref() == Some("true"))
}
