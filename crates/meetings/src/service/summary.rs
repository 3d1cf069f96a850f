//! What Zoom's assistant wrote about a run, as somebody may have put it right since.

use connect::{Action, FormProblems, Principal, Refusal};
use jiff::Timestamp;
use serde::Serialize;
use zoom_types::summaries::MeetingSummary;

use super::{Meetings, Target, may};
use crate::{Act, Error};

/// The longest UUID that is taken for one: Zoom's have 24 letters.
const UUID_MAX: usize = 64;

/// A summary to read.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Summary {
    /// The run it is about.
    pub run: Option<String>,
    /// The topic of the run.
    pub topic: Option<String>,
    /// What the summary is called.
    pub title: Option<String>,
    /// When the run started.
    #[schema(value_type = Option<String>)]
    pub start: Option<Timestamp>,
    /// When the run ended.
    #[schema(value_type = Option<String>)]
    pub end: Option<Timestamp>,
    /// When the summary was written.
    #[schema(value_type = Option<String>)]
    pub written: Option<Timestamp>,
    /// When it was last changed.
    #[schema(value_type = Option<String>)]
    pub changed: Option<Timestamp>,
    /// Who changed it.
    pub changed_by: Option<String>,
    /// The whole in one paragraph.
    pub overview: String,
    /// Its parts, each a heading and a text.
    pub parts: Vec<(String, String)>,
    /// What is to be done next.
    pub next_steps: Vec<String>,
    /// The whole as Markdown, where Zoom gives it.
    pub markdown: Option<String>,
}

impl Meetings {
    /// The summary of one run, or of the latest that has one.
    pub async fn summary(
        &self,
        who: &Principal,
        target: &Target,
        run: Option<&str>,
    ) -> Result<Summary, Error> {
        may(who, Action::Read, &target.connection)?;
        let run = run.map(str::trim).filter(|run| !run.is_empty());
        if let Some(run) = run
            && (run.len() > UUID_MAX || !run.chars().all(|c| c.is_ascii_graphic()))
        {
            let mut problems = FormProblems::default();
            problems.add(
                "run",
                "A run is named by its UUID, 24 letters that end in ==.",
            );
            return Err(problems.into());
        }
        let named = run.map_or_else(|| target.zoom_id.to_string(), str::to_owned);
        let zoom = self.zoom(&target.connection).await?;
        let summary = zoom
            .0
            .meetings()
            .summary(named)
            .await
            .map_err(Refusal::of(Act::Summary.on(target.kind)))?;
        Ok(Summary::from(summary))
    }
}

impl From<MeetingSummary> for Summary {
    fn from(answer: MeetingSummary) -> Self {
        let edited = answer.edited_summary.unwrap_or_default();
        let or_else = |edited: Option<String>, first: Option<String>| {
            edited
                .filter(|text| !text.trim().is_empty())
                .or(first)
                .unwrap_or_default()
        };
        let parts = match edited.summary_details {
            Some(text) if !text.trim().is_empty() => vec![(String::new(), text)],
            _ => answer
                .summary_details
                .unwrap_or_default()
                .into_iter()
                .map(|part| {
                    (
                        part.label.unwrap_or_default(),
                        part.summary.unwrap_or_default(),
                    )
                })
                .collect(),
        };
        Self {
            run: answer.meeting_uuid.map(|uuid| uuid.0),
            topic: answer.meeting_topic,
            title: answer.summary_title,
            start: answer.meeting_start_time,
            end: answer.meeting_end_time,
            written: answer.summary_created_time,
            changed: answer
                .summary_last_modified_time
                .filter(|at| Some(*at) != answer.summary_created_time),
            changed_by: answer.summary_last_modified_user_email,
            overview: or_else(edited.summary_overview, answer.summary_overview),
            parts,
            next_steps: edited
                .next_steps
                .filter(|steps| !steps.is_empty())
                .or(answer.next_steps)
                .unwrap_or_default(),
            markdown: answer.summary_content,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Summary;

    #[test]
    fn what_somebody_put_right_stands_before_what_was_written_first() {
        let answer = serde_json::json!({
            "summary_overview": "They met.", "next_steps": ["Rest"],
            "summary_details": [{"label": "Ada", "summary": "spoke"}],
            "edited_summary": {"summary_overview": "They agreed.", "next_steps": []}
        });
        let summary =
            Summary::from(serde_json::from_value::<super::MeetingSummary>(answer).unwrap());
        assert_eq!(summary.overview, "They agreed.");
        assert_eq!(summary.next_steps, ["Rest"]);
        assert_eq!(summary.parts, [("Ada".to_owned(), "spoke".to_owned())]);
    }
}
