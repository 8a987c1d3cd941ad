//! SPDX expressions: `A OR B`, `A AND B`, `A WITH exception`, brackets, and `A/B` as it was written once.

/// Whether we may keep to the expression with these licences alone.
pub fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let holds = any(&mut rest, allowed);
    holds == Some(true) && rest.is_empty()
}

/// `OR` binds loosest. `None` is no expression.
fn any(rest: &mut &[&str], allowed: &[String]) -> Option<bool> {
    let mut holds = all(rest, allowed)?;
    while taken(rest, "OR") {
        holds |= all(rest, allowed)?;
    }
    Some(holds)
}

fn all(rest: &mut &[&str], allowed: &[String]) -> Option<bool> {
    let mut holds = one(rest, allowed)?;
    while taken(rest, "AND") {
        holds &= one(rest, allowed)?;
    }
    Some(holds)
}

fn one(rest: &mut &[&str], allowed: &[String]) -> Option<bool> {
    if taken(rest, "(") {
        let holds = any(rest, allowed)?;
        return taken(rest, ")").then_some(holds);
    }
    let (licence, behind) = rest.split_first()?;
    *rest = behind;
    let named = match taken(rest, "WITH") {
        true => {
            let (exception, behind) = rest.split_first()?;
            *rest = behind;
            format!("{licence} WITH {exception}")
        }
        false => (*licence).to_owned(),
    };
    Some(allowed.contains(&named))
}

fn taken(rest: &mut &[&str], word: &str) -> bool {
    let is_next = rest.first() == Some(&word);
    if is_next {
        *rest = &rest[1..];
    }
    is_next
}

#[test]
fn an_expression_is_kept_to_with_what_is_allowed() {
    let allowed = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned);
    let table = [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("ISC AND (GPL-3.0 OR MIT)", true),
        ("MIT AND ISC OR GPL-3.0", true),
        ("GPL-3.0 OR MIT AND GPL-2.0", false),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("Apache-2.0", false),
        ("", false),
        ("MIT MIT", false),
        ("(MIT", false),
        ("MIT OR", false),
    ];
    for (expression, holds) in table {
        assert_eq!(is_allowed(expression, &allowed), holds, "{expression}");
    }
}
