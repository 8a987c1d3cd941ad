//! A user without a pointer.

use fantoccini::key::Key;

use super::window::Window;

/// Further than the last stop of any page.
const STOPS: usize = 250;

/// What the focused element is called, or says, or what its label says.
const FOCUSED: &str = "const at = document.activeElement;\
     const said = at?.getAttribute('aria-label') ?? at?.innerText;\
     return (said || at?.labels?.[0]?.innerText || '').trim()";

impl Window {
    /// Tabs until the focus is on what is called so.
    pub async fn tab_to(&self, name: &str) {
        let mut passed = Vec::new();
        for _ in 0..STOPS {
            self.press(Key::Tab).await;
            let called = self.script(FOCUSED).await.as_str().unwrap_or_default().to_owned();
            if called.starts_with(name) {
                return;
            }
            passed.push(called);
        }
        panic!("Tab leads nowhere to {name:?}, but over {passed:#?}");
    }

    /// Waits until the focus is on what is called so.
    pub async fn focused(&self, name: &str) {
        let look = async || Ok((self.script(FOCUSED).await == name).then_some(()));
        self.until(&format!("the focus on {name:?}"), look).await;
    }

    /// Tabs there and presses Enter.
    pub async fn enter(&self, name: &str) {
        self.tab_to(name).await;
        self.press(Key::Enter).await;
    }

    /// Replaces what stands in the field that has the focus.
    pub async fn retype(&self, text: &str) {
        self.press_with(Key::Control, 'a').await;
        self.type_in(text).await;
    }

    /// Types where the focus is.
    pub async fn type_in(&self, text: &str) {
        let typed = async || self.client.active_element().await?.send_keys(text).await.map(Some);
        self.until(&format!("{text:?} to be typed"), typed).await;
    }
}
