//! An answer that breaks off, or never began, is no answer. The SDK takes what it has read of an XML document for all
//! there is, and nothing at all for an empty list: half a list of nodes would cost half as much.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

#[derive(Debug, thiserror::Error)]
enum Unwhole {
    #[error("the answer breaks off")]
    BreaksOff,
    #[error("the answer is empty")]
    Empty,
}

/// The operations that are answered with nothing.
const SILENT: [&str; 2] = ["TerminateJobFlows", "SetTerminationProtection"];

/// Refuses whatever was made from half a document.
#[derive(Debug)]
pub(crate) struct WholeAnswer;

impl Intercept for WholeAnswer {
    fn name(&self) -> &'static str {
        "whole answer"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let Some(body) = response.body().bytes() else { return Ok(()) };
        let is_silent = bag.load::<Metadata>().is_some_and(|metadata| SILENT.contains(&metadata.name()));
        if body.trim_ascii().is_empty() && response.status().is_success() && !is_silent {
            return Err(Unwhole::Empty.into());
        }
        if breaks_off(body) { Err(Unwhole::BreaksOff.into()) } else { Ok(()) }
    }
}

/// Whether this is an XML document that does not end with its root element. Other documents are not judged here.
fn breaks_off(body: &[u8]) -> bool {
    let mut rest = body.trim_ascii();
    while let Some(prolog) = rest.strip_prefix(b"<?") {
        let Some(end) = prolog.windows(2).position(|pair| pair == b"?>") else { return true };
        rest = prolog[end + 2..].trim_ascii_start();
    }
    let Some(root) = rest.strip_prefix(b"<") else { return false };
    let name = root.iter().take_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'>' | b'/')).count();
    let is_element = root.first().is_none_or(|first| first.is_ascii_alphabetic());
    let ends = rest.ends_with(&[b"</", &root[..name], b">"].concat());
    let is_empty = rest.ends_with(b"/>") && !root.contains(&b'<');
    is_element && !ends && !is_empty
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "<?xml version=\"1.0\"?>\n<List xmlns=\"urn:x\"><item><id>i-1</id></item><item/></List>\n";

    #[test]
    fn half_a_document_breaks_off_wherever_it_is_cut() {
        assert!(!breaks_off(WHOLE.as_bytes()));
        let last = WHOLE.trim_end().len();
        for cut in 1..last {
            let cut = &WHOLE.as_bytes()[..cut];
            // Between its declaration and its root element there is nothing yet to break off.
            assert!(breaks_off(cut) || cut.trim_ascii_end().ends_with(b"?>"), "{}", String::from_utf8_lossy(cut));
        }
    }

    #[test]
    fn what_is_no_xml_or_whole_is_left_to_the_sdk() {
        for left in ["", "{\"Clusters\":[", "<!doctype html><title>Welcome", "<Empty/>", "<Empty a=\"1\" />", "<a></a>"]
        {
            assert!(!breaks_off(left.as_bytes()), "{left}");
        }
    }
}
