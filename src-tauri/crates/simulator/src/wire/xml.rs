//! XML bodies: a small tree of elements, escaped on writing. Attributes are not needed but for the namespace.

use std::fmt::Display;

use quick_xml::escape::escape;

#[derive(Debug, Clone)]
pub(crate) struct Element {
    name: &'static str,
    namespace: Option<&'static str>,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Text(String),
    Children(Vec<Element>),
}

/// An element with children.
pub(crate) fn element(name: &'static str, children: impl IntoIterator<Item = Element>) -> Element {
    Element { name, namespace: None, content: Content::Children(children.into_iter().collect()) }
}

/// An element with text.
pub(crate) fn text(name: &'static str, value: impl Display) -> Element {
    Element { name, namespace: None, content: Content::Text(value.to_string()) }
}

/// A list as ec2Query writes it, each member in an `item`.
pub(crate) fn items(name: &'static str, members: impl IntoIterator<Item = Vec<Element>>) -> Element {
    element(name, members.into_iter().map(|children| element("item", children)))
}

/// A list of texts as ec2Query writes it.
pub(crate) fn text_items<T: Display>(name: &'static str, members: impl IntoIterator<Item = T>) -> Element {
    element(name, members.into_iter().map(|member| text("item", member)))
}

impl Element {
    pub(crate) fn in_namespace(mut self, namespace: &'static str) -> Self {
        self.namespace = Some(namespace);
        self
    }

    /// The whole document, with its declaration.
    pub(crate) fn to_document(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(self.name);
        if let Some(namespace) = self.namespace {
            out.push_str(" xmlns=\"");
            out.push_str(&escape(namespace));
            out.push('"');
        }
        out.push('>');
        match &self.content {
            Content::Text(value) => out.push_str(&escape(printable(value))),
            Content::Children(children) => children.iter().for_each(|child| child.write(out)),
        }
        out.push_str("</");
        out.push_str(self.name);
        out.push('>');
    }
}

/// XML 1.0 cannot carry control characters at all, so a hostile tag must not break the document.
fn printable(value: &str) -> String {
    let allowed = |c: char| c >= ' ' && c != '\u{fffe}' && c != '\u{ffff}' || matches!(c, '\t' | '\n' | '\r');
    value.chars().map(|c| if allowed(c) { c } else { '\u{fffd}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_control_characters_do_not_break_the_document() {
        let document = element("a", [text("b", "<x> & \"y\"\u{1}")]).in_namespace("urn:n").to_document();
        assert!(
            document.ends_with("<a xmlns=\"urn:n\"><b>&lt;x&gt; &amp; &quot;y&quot;\u{fffd}</b></a>"),
            "{document}"
        );
    }

    #[test]
    fn a_list_wraps_each_member_in_an_item() {
        let document = items("set", [vec![text("k", 1)], vec![text("k", 2)]]).to_document();
        assert!(document.ends_with("<set><item><k>1</k></item><item><k>2</k></item></set>"));
    }
}
