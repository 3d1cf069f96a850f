//! The query string's fields.

use zoom_catalog::{Field, FieldKind, Place};

use super::{invalid, missing};
use crate::call::{Call, FieldRefusal};

/// What is wrong with the query. Bounds of numbers are left to the operation, which clamps.
pub(super) fn check(fields: &[Field], call: &Call<'_>) -> Vec<FieldRefusal> {
    fields
        .iter()
        .filter(|field| field.place == Place::Query)
        .filter_map(|field| match call.query(field.path) {
            None => field.required.then(|| missing(field.path)),
            Some(value) => (!fits(field, value)).then(|| invalid(field.path)),
        })
        .collect()
}

fn fits(field: &Field, value: &str) -> bool {
    let kind = match field.kind {
        FieldKind::Integer => value.parse::<i64>().is_ok(),
        FieldKind::Number => value.parse::<f64>().is_ok_and(f64::is_finite),
        FieldKind::Boolean => matches!(value, "true" | "false" | "1" | "0"),
        _ => true,
    };
    let list = matches!(
        field.kind,
        FieldKind::Strings | FieldKind::Numbers | FieldKind::Array
    );
    let allowed = list || field.one_of.is_empty() || field.one_of.contains(&value);
    kind && allowed
}
