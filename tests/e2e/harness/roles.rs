//! Elements by the role and name that a screen reader says.

use fantoccini::Client;
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::wd::{Locator, WebDriverCompatibleCommand};
use http::Method;
use url::{ParseError, Url};

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

/// Shown elements of this role with their names, in the page's order.
pub async fn shown(client: &Client, role: &str) -> Result<Vec<(Element, String)>, CmdError> {
    let mut found = Vec::new();
    for element in client.find_all(Locator::Css(&candidates(role))).await? {
        if ask(client, &element, Computed::Role).await? == role && element.is_displayed().await? {
            let mut name = ask(client, &element, Computed::Label).await?;
            if name.is_empty() {
                // WebKit leaves rows and cells without a name; a reader is read what stands in them.
                name = element.text().await?;
            }
            found.push((element, name));
        }
    }
    Ok(found)
}

async fn ask(client: &Client, element: &Element, what: Computed) -> Result<String, CmdError> {
    let element = element.element_id().to_string();
    let answer = client.issue_cmd(Ask { what, element }).await?;
    Ok(answer.as_str().unwrap_or_default().to_owned())
}

/// Which elements are worth asking: the role written out, or the tags that have it by themselves.
fn candidates(role: &str) -> String {
    let tags = match role {
        "button" => ",button,summary,input[type=button],input[type=submit]",
        "link" => ",a[href]",
        "heading" => ",h1,h2,h3,h4,h5,h6",
        "textbox" => ",input:not([type]),input[type=text],textarea",
        "searchbox" => ",input[type=search]",
        "checkbox" => ",input[type=checkbox]",
        "radio" => ",input[type=radio]",
        "combobox" => ",select",
        "option" => ",option",
        "dialog" => ",dialog",
        "table" => ",table",
        "row" => ",tr",
        "cell" => ",td",
        "columnheader" => ",th",
        "rowheader" => ",th",
        "list" => ",ul,ol",
        "listitem" => ",li",
        "navigation" => ",nav",
        "main" => ",main",
        "region" => ",section",
        "img" => ",img,svg",
        _ => "",
    };
    format!("[role={role}]{tags}")
}
