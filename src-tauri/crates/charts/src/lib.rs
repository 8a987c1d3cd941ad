//! Charts: data in, drawing out, in the colours of the page. The same input gives the same bytes.
