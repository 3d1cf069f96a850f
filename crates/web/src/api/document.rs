//! What every operation's description has in common, added once instead of written sixty times:
//! the refusals that extractors and the router make before a handler runs, and an example of each
//! body, built from its schema.

use serde_json::{Map, Value, json};

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
        for (_, operation) in operations.filter(|(_, operation)| operation["responses"].is_object())
        {
            refusals(path, operation);
            examples(operation, &schemas);
        }
    }
    whole
}

/// What is answered before a handler is asked.
fn refusals(path: &str, operation: &mut Value) {
    let open = operation["security"]
        .as_array()
        .is_some_and(|schemes| schemes.iter().any(|scheme| scheme == &json!({})));
    let takes_body = operation["requestBody"].is_object();
    let mut common = vec![
        ("400", "The address, its query or the body cannot be read."),
        ("404", "There is no such thing here."),
        (
            "409",
            "It stands against what is there now, or no app is set up.",
        ),
        ("503", "The database does not answer just now."),
    ];
    if !open {
        common.push(("401", "No token, or one that is not known."));
        common.extend([
            ("403", "The token's rights do not reach so far."),
            ("410", "It was called off here, or Zoom no longer has it."),
            (
                "429",
                "Zoom's limit, or Parfocal's own share of it, is reached.",
            ),
            (
                "502",
                "Zoom refused, in its words and code, or could not be asked.",
            ),
        ]);
    }
    if takes_body {
        common.extend([
            ("408", "The rest of the body did not arrive in time."),
            ("413", "More than 2 MB."),
            (
                "415",
                "The body is not declared as JSON (`Content-Type: application/json`).",
            ),
        ]);
    }
    if takes_body || path.contains('{') || operation["parameters"].is_array() {
        common.push(("422", "It was read, and refused."));
    }
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    for (status, says) in common {
        let problem = json!({
            "description": says,
            "content": { "application/json": { "schema": { "$ref": PROBLEM } } },
        });
        responses.entry(status).or_insert(problem);
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
