//! The body of a refused request.

use serde::{Deserialize, Serialize};

/// `{"code": …, "message": …, "errors": [{"field", "message"}]}`. The code is Zoom's own and says
/// nothing about the HTTP status (source: Zoom's "API response codes and error handling").
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorEnvelope {
    /// Zoom's number for what went wrong, e.g. 4711 for a missing scope.
    pub code: i64,
    /// Zoom's words.
    #[serde(default)]
    pub message: String,
    /// Which fields of the request were refused; left out when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// One refused field of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Dotted path of the field, e.g. `settings.jbh_time`.
    #[serde(default)]
    pub field: String,
    /// Zoom's words, e.g. `Invalid field.`
    #[serde(default)]
    pub message: String,
}

impl ErrorEnvelope {
    /// An envelope without fields.
    pub fn new(code: i64, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            errors: Vec::new(),
        }
    }
}
