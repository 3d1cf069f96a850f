//! Dashboards: `GET /metrics/…`. Zoom writes their measures as text with a unit (`27.15 kbps`,
//! `126 ms`, `0.4%`); [`amount`] reads the number.

use jiff::Timestamp;

use crate::{
    MeetingId, MeetingUuid,
    macros::{wire, words},
    meetings::TrackingField,
    page::list,
};

words! {
    /// `type` of the dashboards: what is running, what was, or one past run.
    pub enum MetricsType { Live = "live", Past = "past", PastOne = "pastOne" }

    /// A quality score.
    pub enum Score { Good = "good", Fair = "fair", Poor = "poor", Bad = "bad", Unknown = "" }
}

/// The number in front of the unit: `27.15 kbps` is 27.15, `0.4%` is 0.4, empty is `None`.
pub fn amount(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-')))
        .unwrap_or(text.len());
    text[..end].parse().ok()
}

/// Seconds in a dashboard's `duration`: `00:56` is minutes and seconds, `01:02:03` has hours.
pub fn duration_seconds(text: &str) -> Option<u64> {
    text.trim().split(':').try_fold(0u64, |sum, part| {
        sum.checked_mul(60)?.checked_add(part.parse().ok()?)
    })
}

wire! {
    /// One meeting of `GET /metrics/meetings`.
    pub struct LiveMeeting {
        always { id: MeetingId, uuid: MeetingUuid }
        maybe {
            topic: String,
            /// The host's name.
            host: String,
            email: String,
            user_type: String,
            dept: String,
            #[serde(with = "crate::time::maybe")] start_time: Timestamp,
            #[serde(with = "crate::time::maybe")] end_time: Timestamp,
            /// `mm:ss` or `hh:mm:ss`; see [`duration_seconds`].
            duration: String,
            participants: u64,
            has_pstn: bool,
            has_voip: bool,
            has_3rd_party_audio: bool,
            has_video: bool,
            has_screen_share: bool,
            has_recording: bool,
            has_sip: bool,
            has_archiving: bool,
            has_manual_captions: bool,
            has_automated_captions: bool,
            has_poll: bool,
            has_qa: bool,
            has_survey: bool,
            audio_quality: Score,
            video_quality: Score,
            screen_share_quality: Score,
            session_key: String,
            tracking_fields: Vec<TrackingField>,
            avg_jointime_cost: f64,
        }
    }

    /// One participant of `GET /metrics/meetings/{meetingId}/participants`. Fields of people
    /// outside the account may be blank.
    pub struct LiveParticipant {
        maybe {
            id: String,
            user_id: String,
            participant_user_id: String,
            participant_uuid: String,
            user_name: String,
            email: String,
            /// `host` or `attendee`.
            role: String,
            device: String,
            client: String,
            version: String,
            os: String,
            os_version: String,
            ip_address: String,
            location: String,
            network_type: String,
            connection_type: String,
            data_center: String,
            full_data_center: String,
            microphone: String,
            speaker: String,
            camera: String,
            domain: String,
            pc_name: String,
            #[serde(with = "crate::time::maybe")] join_time: Timestamp,
            #[serde(with = "crate::time::maybe")] leave_time: Timestamp,
            leave_reason: String,
            status: String,
            share_application: bool,
            share_desktop: bool,
            share_whiteboard: bool,
            recording: bool,
            audio_quality: Score,
            video_quality: Score,
            screen_share_quality: Score,
            registrant_id: String,
            customer_key: String,
        }
    }

    /// One medium in one direction during one minute, as text with units.
    pub struct MediaQos {
        maybe {
            /// E.g. `27.15 kbps`.
            bitrate: String,
            /// E.g. `126 ms`.
            latency: String,
            /// E.g. `0 ms`.
            jitter: String,
            /// E.g. `0.03%`.
            avg_loss: String,
            /// E.g. `0.4%`.
            max_loss: String,
            /// E.g. `12 fps`; not for audio.
            frame_rate: String,
            /// E.g. `1280*720`; not for audio.
            resolution: String,
        }
    }

    /// Processor load during one minute, as text with `%`.
    pub struct CpuUsage {
        maybe {
            zoom_min_cpu_usage: String,
            zoom_avg_cpu_usage: String,
            zoom_max_cpu_usage: String,
            system_max_cpu_usage: String,
        }
    }

    /// Wireless signal during one minute.
    pub struct WifiRssi {
        maybe { max_rssi: i64, avg_rssi: i64, min_rssi: i64, rssi_unit: String }
    }

    /// One minute of one participant. `input` is what they sent, `output` what they received;
    /// `as` is the shared screen.
    pub struct QosMinute {
        maybe {
            #[serde(with = "crate::time::maybe")] date_time: Timestamp,
            audio_input: MediaQos,
            audio_output: MediaQos,
            video_input: MediaQos,
            video_output: MediaQos,
            as_input: MediaQos,
            as_output: MediaQos,
            audio_device_from_crc: MediaQos,
            audio_device_to_crc: MediaQos,
            video_device_from_crc: MediaQos,
            video_device_to_crc: MediaQos,
            as_device_from_crc: MediaQos,
            as_device_to_crc: MediaQos,
            audio_device_from_rwg: MediaQos,
            audio_device_to_rwg: MediaQos,
            video_device_from_rwg: MediaQos,
            video_device_to_rwg: MediaQos,
            as_device_from_rwg: MediaQos,
            as_device_to_rwg: MediaQos,
            cpu_usage: CpuUsage,
            wifi_rssi: WifiRssi,
        }
    }

    /// One participant of `GET /metrics/meetings/{meetingId}/participants/qos`.
    pub struct ParticipantQos {
        maybe {
            id: String,
            user_id: String,
            participant_uuid: String,
            user_name: String,
            email: String,
            device: String,
            device_name: String,
            client: String,
            version: String,
            os: String,
            os_version: String,
            ip_address: String,
            internal_ip_addresses: Vec<String>,
            location: String,
            network_type: String,
            connection_type: String,
            video_connection_type: String,
            as_connection_type: String,
            data_center: String,
            full_data_center: String,
            domain: String,
            pc_name: String,
            mac_addr: String,
            harddisk_id: String,
            #[serde(with = "crate::time::maybe")] join_time: Timestamp,
            #[serde(with = "crate::time::maybe")] leave_time: Timestamp,
            /// `Good`, `Warning` or `Critical`.
            health: String,
            issue_list: Vec<String>,
            total_jointime_cost: f64,
            user_qos: Vec<QosMinute>,
        }
    }

    /// How many meetings or participants had which score.
    pub struct QualityCounts {
        maybe { good: u64, fair: u64, poor: u64, bad: u64 }
    }

    /// The scores by medium.
    pub struct QualityScores {
        maybe { audio: QualityCounts, video: QualityCounts, screen_share: QualityCounts }
    }

    /// `GET /metrics/quality`.
    pub struct Quality {
        maybe {
            /// `yyyy-MM-dd`.
            from: String,
            /// `yyyy-MM-dd`.
            to: String,
            quality: QualityScores,
        }
    }

    /// Users of one client version.
    pub struct ClientVersion {
        maybe {
            /// E.g. `win_5.1.1697.0821`.
            client_version: String,
            total_count: u64,
        }
    }

    /// `GET /metrics/client_versions`.
    pub struct ClientVersions {
        always { #[serde(default)] client_versions: Vec<ClientVersion> }
    }
}

list! {
    /// `GET /metrics/meetings`.
    pub struct MetricsMeetings {
        /// The meetings of this page.
        meetings: Vec<LiveMeeting>,
        /// `yyyy-MM-dd`.
        from: String,
        /// `yyyy-MM-dd`.
        to: String,
    }
}
list! {
    /// `GET /metrics/webinars`; its rows have the meetings' fields.
    pub struct MetricsWebinars {
        /// The webinars of this page.
        webinars: Vec<LiveMeeting>,
        /// `yyyy-MM-dd`.
        from: String,
        /// `yyyy-MM-dd`.
        to: String,
    }
}
list! {
    /// `GET /metrics/meetings/{meetingId}/participants`.
    pub struct Participants {
        /// The participants of this page.
        participants: Vec<LiveParticipant>,
        /// The meeting's digits, as a string.
        meeting_number: String,
    }
}
list! {
    /// `GET /metrics/meetings/{meetingId}/participants/qos`; at most 10 a page.
    pub struct ParticipantsQos {
        /// The participants of this page.
        participants: Vec<ParticipantQos>,
        /// The meeting's digits, as a string.
        meeting_number: String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_read_from_text_with_units() {
        assert_eq!(amount("27.15 kbps"), Some(27.15));
        assert_eq!(amount("0.4%"), Some(0.4));
        assert_eq!(amount("-69 dBm"), Some(-69.0));
        assert_eq!(amount(""), None);
        assert_eq!(amount("-"), None);
        assert_eq!(duration_seconds("00:56"), Some(56));
        assert_eq!(duration_seconds("01:02:03"), Some(3723));
        assert_eq!(duration_seconds(""), None);
    }
}

wire! {
    /// One room of `GET /metrics/zoomrooms`.
    pub struct ZoomRoom {
        maybe {
            id: String,
            room_name: String,
            email: String,
            location: String,
            location_id: String,
            /// `Available`, `In Meeting`, `Offline`, `Under Construction`.
            status: String,
            /// `critical`, `warning`, or nothing while all is well.
            health: String,
            /// In Zoom's words, for instance “Zoom room is offline”.
            issues: Vec<String>,
            #[serde(with = "crate::time::maybe")] last_start_time: Timestamp,
            camera: String,
            microphone: String,
            speaker: String,
        }
    }
}

list! {
    /// `GET /metrics/zoomrooms`.
    pub struct ZoomRooms {
        /// The rooms of this page.
        zoom_rooms: Vec<ZoomRoom>,
    }
}
