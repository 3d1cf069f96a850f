//! The two shapes nearly every wire type has, so that the types read as lists of Zoom's fields.

/// A struct of Zoom's: fields under `always` are there in every answer, fields under `maybe` are
/// `Option`s that are left out of the JSON when absent.
macro_rules! wire {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident {
            $(always { $($(#[$ameta:meta])* $afield:ident: $atype:ty),* $(,)? })?
            $(maybe { $($(#[$mmeta:meta])* $mfield:ident: $mtype:ty),* $(,)? })?
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($(#[doc = concat!("Zoom's `", stringify!($afield), "`. ")] $(#[$ameta])* pub $afield: $atype,)*)?
            $($(
                #[doc = concat!("Zoom's `", stringify!($mfield), "`. ")]
                $(#[$mmeta])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $mfield: Option<$mtype>,
            )*)?
        }
    )*};
}

/// A string enum of Zoom's that keeps words it does not know in its `Other` arm.
macro_rules! words {
    ($(
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),* $(,)? }
    )*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vmeta])* #[doc = concat!("`", $text, "`")] $variant,)*
            /// A word this version does not know, kept as it came.
            Other(String),
        }

        impl $name {
            /// The word on the wire.
            pub fn as_str(&self) -> &str {
                match self { $(Self::$variant => $text,)* Self::Other(word) => word }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word { $($text => Self::$variant,)* other => Self::Other(other.to_owned()) }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(d)?;
                Ok(Self::from(&*word))
            }
        }
    )*};
}

/// A numbered enum of Zoom's that keeps numbers it does not know in its `Other` arm.
macro_rules! numbers {
    ($(
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $number:literal),* $(,)? }
    )*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vmeta])* #[doc = concat!("`", $number, "`")] $variant,)*
            /// A number this version does not know, kept as it came.
            Other(i64),
        }

        impl $name {
            /// The number on the wire.
            pub fn number(self) -> i64 {
                match self { $(Self::$variant => $number,)* Self::Other(number) => number }
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                match number { $($number => Self::$variant,)* other => Self::Other(other) }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.number())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                <i64 as serde::Deserialize>::deserialize(d).map(Self::from)
            }
        }
    )*};
}

pub(crate) use {numbers, wire, words};
