//! What a statement is given: four kinds of value, each of which may be absent.

/// One argument of a statement. `None` is SQL's NULL of that type (PostgreSQL wants the type).
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A whole number, a flag (0 or 1) or a time (microseconds UTC).
    I64(Option<i64>),
    /// A measured number.
    F64(Option<f64>),
    /// Text.
    Text(Option<String>),
    /// Bytes.
    Blob(Option<Vec<u8>>),
}

/// The arguments of a statement, in the order of its `$1`, `$2`, …
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => {
        ::std::vec![$($crate::Value::from($value)),*]
    };
}

macro_rules! values {
    ($($from:ty => $variant:ident($value:ident) $into:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($value: $from) -> Self {
                Self::$variant(Some($into))
            }
        }

        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self {
                Self::$variant(value.map(|$value| $into))
            }
        }
    )*};
}

values! {
    i64 => I64(value) value;
    i32 => I64(value) i64::from(value);
    u32 => I64(value) i64::from(value);
    u16 => I64(value) i64::from(value);
    bool => I64(value) i64::from(value);
    f64 => F64(value) value;
    String => Text(value) without_nul(value);
    &str => Text(value) without_nul(value.to_owned());
    &String => Text(value) without_nul(value.clone());
    Vec<u8> => Blob(value) value;
    &[u8] => Blob(value) value.to_vec();
}

/// PostgreSQL holds no text with a NUL in it and SQLite's functions end at one, and what others
/// send us (a meeting's topic, for instance) may have one: it becomes the replacement character.
fn without_nul(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "\u{fffd}")
    } else {
        text
    }
}
