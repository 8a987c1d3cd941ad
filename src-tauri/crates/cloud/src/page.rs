/// Where a listing goes on; opaque, as AWS gave it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Marker(pub String);

/// One page of a listing. An empty page may still have a next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Marker>,
}

impl<T> Page<T> {
    pub fn last(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}
