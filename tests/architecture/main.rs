//! The rules of ARCHITECTURE.md, checked: arrows between crates and between the page's folders, sizes,
//! names, and the window's rights. They read files only, so a broken rule is told in a second.

mod bundle;
mod checkout;
mod commands;
mod crates;
mod dependencies;
mod names;
mod page;
mod security;
mod sizes;
mod top_level;
