//! Elements by the role and name that a screen reader says.

use fantoccini::Client;
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// Shown elements that may have the role, and whose name may hold the words: everything that a name is made
/// of is looked through, so that the browser is asked, one slow call each, about few elements only. The text
/// goes with each, for what the browser leaves without a name.
const CANDIDATES: &str = r"
    const [selector, words] = arguments;
    const bare = (text) => (text ?? '').replace(/\s+/g, '');
    const labels = (element) => ['aria-label', 'title', 'placeholder', 'alt', 'value'].map((name) => element.getAttribute(name)).join('');
    const others = (element) => (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).map((id) => document.getElementById(id)?.textContent).join('');
    const parts = (element) => [element, ...element.querySelectorAll('*')].map(labels).join('');
    const said = (element) => bare([element.textContent, parts(element), others(element), ...Array.from(element.labels ?? [], (label) => label.textContent)].join(''));
    return Array.from(document.querySelectorAll(selector))
        .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0)
        .filter((element) => words === null || said(element).includes(bare(words)))
        .map((element) => [element, element.innerText ?? '']);";

/// Shown elements of this role with their names, in the page's order; only those whose name may hold `words`.
pub async fn shown(client: &Client, role: &str, words: Option<&str>) -> Result<Vec<(Element, String)>, CmdError> {
    let found = client.execute(CANDIDATES, vec![json!(selector(role)), json!(words)]).await?;
    let mut shown = Vec::new();
    for candidate in found.as_array().into_iter().flatten() {
        let Some(element) = element(client, &candidate[0]) else { continue };
        if ask(client, &element, Computed::Role).await? == role {
            let name = ask(client, &element, Computed::Label).await?;
            // WebKit leaves rows and cells without a name; a reader is read what stands in them.
            let text = if name.is_empty() { candidate[1].as_str().unwrap_or_default() } else { &name };
            shown.push((element, text.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    Ok(shown)
}

/// What the browser computed for an element: the truth for assistive technology, not our guess from markup.
#[derive(Debug, Clone, Copy)]
enum Computed {
    Role,
    Label,
}

#[derive(Debug)]
struct Ask {
    what: Computed,
    element: String,
}

impl WebDriverCompatibleCommand for Ask {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let what = match self.what {
            Computed::Role => "computedrole",
            Computed::Label => "computedlabel",
        };
        base.join(&format!("session/{}/element/{}/{what}", session.unwrap_or_default(), self.element))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::GET, None)
    }
}

async fn ask(client: &Client, element: &Element, what: Computed) -> Result<String, CmdError> {
    let element = element.element_id().to_string();
    let answer = client.issue_cmd(Ask { what, element }).await?;
    Ok(answer.as_str().unwrap_or_default().to_owned())
}

/// A script answers with references to elements, each an object of one member.
fn element(client: &Client, reference: &Value) -> Option<Element> {
    let id = reference.as_object()?.values().next()?.as_str()?;
    Some(Element::from_element_id(client.clone(), ElementRef::from(id.to_owned())))
}

/// Which elements are worth asking: the role written out, or the tags that have it by themselves.
fn selector(role: &str) -> String {
    let tags = match role {
        "button" => ",button",
        "link" => ",a[href]",
        "heading" => ",h1,h2,h3",
        "textbox" => ",input:not([type]),input[type=text],textarea",
        "searchbox" => ",input[type=search]",
        "checkbox" => ",input[type=checkbox]",
        "row" => ",tr",
        "slider" => ",input[type=range]",
        "complementary" => ",aside",
        "region" => ",section[aria-label]",
        _ => "",
    };
    format!("[role={role}]{tags}")
}
