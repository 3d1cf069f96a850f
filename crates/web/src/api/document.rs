//! What every operation's description has in common, added once instead of written over a hundred
//! times: who may, the refusals that follow from what it is, and an example of each body, built from
//! its schema.

use serde_json::{Map, Value, json};

use super::operation::Operation;

/// Of a schema that contains itself, this many layers are shown.
const DEEPEST: usize = 6;

/// The schema of every refusal.
const PROBLEM: &str = "#/components/schemas/Problem";

/// The document with what is common to all.
pub(super) fn completed(document: &utoipa::openapi::OpenApi) -> Value {
    let mut whole = serde_json::to_value(document).unwrap_or_default();
    let schemas = whole["components"]["schemas"].clone();
    // Ten refusals of each operation look alike: their example stands once.
    let problem = json!({ "$ref": PROBLEM });
    whole["components"]["examples"] =
        json!({ "Problem": { "value": example(&problem, &schemas, "", 0) } });
    let paths = whole["paths"].as_object_mut().into_iter().flatten();
    for (path, item) in paths {
        let operations = item.as_object_mut().into_iter().flatten();
        for (method, operation) in operations.filter(|(_, one)| one["responses"].is_object()) {
            refusals(method, path, operation);
            examples(operation, &schemas);
        }
    }
    whole
}

/// Who may, and what is answered whatever the handler does. What an operation says of itself
/// stands.
fn refusals(method: &str, path: &str, described: &mut Value) {
    let operation = Operation::of(method, path, described);
    if let Some(security) = operation.security() {
        described["security"] = security;
    }
    let Some(responses) = described["responses"].as_object_mut() else {
        return;
    };
    for (status, says) in operation.refusals() {
        let problem = json!({
            "description": says,
            "content": { "application/json": { "schema": { "$ref": PROBLEM } } },
        });
        let stands = responses.entry(status).or_insert_with(|| problem.clone());
        if stands["description"] == "" {
            *stands = problem;
        }
    }
    responses.sort_keys();
}

fn examples(operation: &mut Value, schemas: &Value) {
    let complete = |content: &mut Value| {
        for (kind, media) in content.as_object_mut().into_iter().flatten() {
            if kind != "application/json"
                || !media["example"].is_null()
                || !media["schema"].is_object()
            {
                continue;
            }
            if media["schema"]["$ref"] == PROBLEM {
                media["examples"] =
                    json!({ "refused": { "$ref": "#/components/examples/Problem" } });
            } else {
                let example = example(&media["schema"], schemas, "", 0);
                media["example"] = example;
            }
        }
    };
    if operation["requestBody"].is_object() {
        complete(&mut operation["requestBody"]["content"]);
    }
    for (_, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        if response["content"].is_object() {
            complete(&mut response["content"]);
        }
    }
}

/// A value that the schema allows.
fn example(schema: &Value, schemas: &Value, name: &str, depth: usize) -> Value {
    for given in ["example", "default", "const"] {
        if !schema[given].is_null() {
            return schema[given].clone();
        }
    }
    if let Some(first) = schema["examples"].get(0).or_else(|| schema["enum"].get(0)) {
        return first.clone();
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let target = reference.rsplit('/').next().unwrap_or_default();
        return match depth {
            DEEPEST.. => Value::Null,
            depth => example(&schemas[target], schemas, name, depth + 1),
        };
    }
    for many in ["oneOf", "anyOf"] {
        if let Some(all) = schema[many].as_array() {
            let said = all.iter().find(|one| one["type"] != "null");
            return said.map_or(Value::Null, |one| example(one, schemas, name, depth));
        }
    }
    if let Some(all) = schema["allOf"].as_array() {
        let mut whole = Map::new();
        for one in all {
            if let Value::Object(more) = example(one, schemas, name, depth) {
                whole.extend(more);
            }
        }
        return Value::Object(whole);
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").cloned(),
        kind => Some(kind.clone()),
    };
    match kind.as_ref().and_then(Value::as_str) {
        Some("object") => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            properties
                .map(|(name, inner)| (name.clone(), example(inner, schemas, name, depth)))
                .collect::<Map<_, _>>()
                .into()
        }
        Some("array") if depth >= DEEPEST => json!([]),
        Some("array") => match &schema["items"] {
            items @ Value::Object(_) => json!([example(items, schemas, name, depth + 1)]),
            _ => json!([]),
        },
        Some("string") => text(schema["format"].as_str().unwrap_or_default(), name).into(),
        Some("integer") => schema["minimum"].as_i64().unwrap_or(1).into(),
        Some("number") => json!(0.5),
        Some("boolean") => true.into(),
        _ => Value::Null,
    }
}

/// Words that fit a field by its format, else by its name.
fn text(format: &str, name: &str) -> &'static str {
    match (format, name) {
        ("date-time", _) => "2026-11-26T09:00:00Z",
        ("date", _) | (_, "date") => "2026-11-26",
        ("uri", _) | (_, "url" | "join_url") => "https://zoom.example.org/",
        (_, "host" | "email") => "ada@example.org",
        (_, "topic") => "Team meeting",
        (_, "time") => "09:00",
        (_, "zone" | "timezone") => "Europe/Berlin",
        (_, "code") => "not_found",
        (_, "message") => "There is no such thing here.",
        (_, "client_id") => "4tXhuKAbQfmsPo0aBcDeFg",
        (_, "kind") => "meeting",
        _ => "text",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::example;

    #[test]
    fn an_example_is_what_the_schema_allows_also_where_it_contains_itself() {
        let schemas = json!({ "Tree": { "type": "object", "properties": {
            "topic": { "type": "string" }, "count": { "type": ["integer", "null"] },
            "state": { "type": "string", "enum": ["good", "bad"] },
            "parts": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } },
        } } });
        let made = example(
            &json!({ "$ref": "#/components/schemas/Tree" }),
            &schemas,
            "",
            0,
        );
        assert_eq!(made["topic"], "Team meeting");
        assert_eq!(made["count"], 1);
        assert_eq!(made["parts"][0]["state"], "good");
    }
}
