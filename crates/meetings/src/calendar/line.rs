//! Content lines of RFC 5545: escaped, folded at 75 octets, ended by CR LF.

/// Octets of a line without its line end.
const LIMIT: usize = 75;

/// Collects content lines.
#[derive(Default)]
pub(super) struct Writer(String);

impl Writer {
    /// A line as it is, folded where it is too long, never inside a character.
    pub(super) fn line(&mut self, line: &str) {
        let mut used = 0;
        for character in line.chars() {
            let octets = character.len_utf8();
            if used + octets > LIMIT {
                self.0.push_str("\r\n ");
                used = 1;
            }
            self.0.push(character);
            used += octets;
        }
        self.0.push_str("\r\n");
    }

    /// A property of type TEXT.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        let mut line = format!("{name}:");
        for character in value.chars() {
            match character {
                '\\' | ';' | ',' => {
                    line.push('\\');
                    line.push(character);
                }
                '\n' => line.push_str("\\n"),
                other if other.is_control() && other != '\t' => {}
                other => line.push(other),
            }
        }
        self.line(&line);
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// A parameter value: quoted; a quote and a control character cannot be written in one.
pub(super) fn parameter(value: &str) -> String {
    let inner: String = value
        .chars()
        .filter(|character| !character.is_control())
        .map(|character| if character == '"' { '\'' } else { character })
        .collect();
    format!("\"{inner}\"")
}

/// A URI without what would end the line.
pub(super) fn uri(value: &str) -> String {
    value
        .chars()
        .filter(|character| !character.is_control() && !character.is_whitespace())
        .collect()
}
