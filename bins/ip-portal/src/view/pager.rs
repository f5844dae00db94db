//! Pages of a long list, with addresses that can be shared.

use crate::viewer::Viewer;

/// Which part of a list is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    /// The page shown, from 1.
    pub page: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
    /// How many entries there are in all.
    pub total: usize,
    /// Address of the page before.
    pub before: Option<String>,
    /// Address of the page after.
    pub after: Option<String>,
    per_page: usize,
}

impl Pager {
    /// The pager of a list of `total` entries at the page that was asked for; a page beyond the
    /// last is the last.
    pub fn new(viewer: &Viewer, total: usize, asked: usize, per_page: usize) -> Self {
        let per_page = per_page.max(1);
        let pages = total.div_ceil(per_page).max(1);
        let page = asked.clamp(1, pages);
        let href = |n: usize| {
            // The first page is the plain address.
            let value = if n == 1 { String::new() } else { n.to_string() };
            viewer.here_with("page", &value)
        };
        Self {
            page,
            pages,
            total,
            before: (page > 1).then(|| href(page - 1)),
            after: (page < pages).then(|| href(page + 1)),
            per_page,
        }
    }

    /// The entries of a list that are on the page.
    pub fn slice<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        let from = (self.page - 1).saturating_mul(self.per_page).min(all.len());
        let to = from.saturating_add(self.per_page).min(all.len());
        all.get(from..to).unwrap_or_default()
    }
}
