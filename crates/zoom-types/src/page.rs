//! One page of a list. Zoom names the list after its contents (`users`, `meetings`, …), so every
//! list is its own struct; this trait lets the paging code be written once.

/// A page of `next_page_token` paging.
pub trait Page {
    /// What the list holds.
    type Item;

    /// Where the next page begins; `None` when this was the last (Zoom sends an empty string).
    fn next_page_token(&self) -> Option<&str>;

    /// How many pages there are, where Zoom says so.
    fn page_count(&self) -> Option<u64>;

    /// How many rows there are on all pages, where Zoom says so.
    fn total_records(&self) -> Option<u64>;

    /// The page's rows.
    fn into_items(self) -> Vec<Self::Item>;
}

/// Defines a list of Zoom's: the paging fields and one array under its own name.
macro_rules! list {
    ($(#[$meta:meta])* pub struct $name:ident { $(#[$imeta:meta])* $items:ident: Vec<$item:ty> $(, $($(#[$emeta:meta])* $extra:ident: $etype:ty),* $(,)?)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($(
                $(#[$emeta])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $extra: Option<$etype>,
            )*)?
            /// Pages in all; left out from the second page of token paging on.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub page_count: Option<u64>,
            /// Which page this is, from 1; left out from the second page of token paging on.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub page_number: Option<u64>,
            /// Rows per page.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub page_size: Option<u64>,
            /// Rows on all pages.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub total_records: Option<u64>,
            /// Where the next page begins, for 15 minutes; empty when this was the last.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub next_page_token: Option<String>,
            $(#[$imeta])*
            #[serde(default)]
            pub $items: Vec<$item>,
        }

        impl crate::page::Page for $name {
            type Item = $item;

            fn next_page_token(&self) -> Option<&str> {
                self.next_page_token.as_deref().filter(|token| !token.is_empty())
            }

            fn page_count(&self) -> Option<u64> {
                self.page_count
            }

            fn total_records(&self) -> Option<u64> {
                self.total_records
            }

            fn into_items(self) -> Vec<$item> {
                self.$items
            }
        }
    };
}

pub(crate) use list;
