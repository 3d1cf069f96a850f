//! Users: `GET /users`, `GET/POST/PATCH/DELETE /users/{userId}`, `/users/summary`, tokens.

use jiff::Timestamp;

use crate::{
    AccountId, Hidden, UserId,
    macros::{numbers, wire, words},
    page::list,
};

numbers! {
    /// `type` of a user: which licence.
    #[derive(Default)]
    pub enum UserType {
        /// No licence.
        #[default]
        Basic = 1,
        /// Holds a licence.
        Licensed = 2,
        /// Legacy on-premises.
        OnPrem = 3,
        /// Other products only, no Meetings Basic.
        Unassigned = 4,
        /// None, for `ssoCreate`.
        None = 99,
    }
}

words! {
    /// `status` of a user.
    pub enum UserStatus { Active = "active", Inactive = "inactive", Pending = "pending" }

    /// `action` of `POST /users`.
    pub enum CreateAction {
        /// Zoom mails an invitation; the user is pending until it is accepted.
        Create = "create",
        /// With a password, for managed domains.
        AutoCreate = "autoCreate",
        /// An API-only user who cannot sign in.
        CustCreate = "custCreate",
        /// For single sign-on.
        SsoCreate = "ssoCreate",
    }

    /// `action` of `DELETE /users/{userId}`.
    pub enum DeleteAction { Disassociate = "disassociate", Delete = "delete" }

    /// `type` of `GET /users/{userId}/token`.
    pub enum TokenKind { Token = "token", Zak = "zak", OnBehalf = "onbehalf" }
}

wire! {
    /// A user, as the list and the single read give it: the list has fewer fields.
    pub struct User {
        always { id: UserId }
        maybe {
            email: String,
            first_name: String,
            last_name: String,
            display_name: String,
            r#type: UserType,
            status: UserStatus,
            role_id: String,
            role_name: String,
            /// Personal meeting number.
            pmi: u64,
            use_pmi: bool,
            timezone: String,
            language: String,
            dept: String,
            company: String,
            job_title: String,
            cost_center: String,
            location: String,
            manager: String,
            #[serde(with = "crate::time::maybe")] created_at: Timestamp,
            #[serde(with = "crate::time::maybe")] user_created_at: Timestamp,
            #[serde(with = "crate::time::maybe")] last_login_time: Timestamp,
            /// E.g. `5.9.6.4993(mac)`.
            last_client_version: String,
            /// 1 verified, 0 not.
            verified: i64,
            account_id: AccountId,
            account_number: u64,
            cms_user_id: String,
            employee_unique_id: String,
            jid: String,
            host_key: Hidden,
            pic_url: String,
            personal_meeting_url: String,
            vanity_url: String,
            phone_country: String,
            phone_number: String,
            phone_numbers: Vec<PhoneNumber>,
            plan_united_type: String,
            zoom_one_type: i64,
            license_info_list: Vec<LicenseInfo>,
            group_ids: Vec<String>,
            im_group_ids: Vec<String>,
            division_ids: Vec<String>,
            login_types: Vec<i64>,
            custom_attributes: Vec<CustomAttribute>,
            pronouns: String,
            pronouns_option: i64,
            cluster: String,
        }
    }

    /// One of a user's phone numbers.
    pub struct PhoneNumber {
        maybe { code: String, country: String, label: String, number: String, verified: bool }
    }

    /// One licence a user holds.
    pub struct LicenseInfo {
        maybe {
            /// `MEETING` or `ZOOM_WORKPLACE_BUNDLE`.
            license_type: String,
            license_option: i64,
            subscription_id: String,
        }
    }

    /// A custom attribute of the account, with this user's value.
    pub struct CustomAttribute {
        maybe { key: String, name: String, value: String }
    }

    /// `GET /users/summary`.
    pub struct UserSummary {
        maybe {
            licensed_users_count: u64,
            basic_users_count: u64,
            on_prem_users_count: u64,
            room_users_count: u64,
            pending_users_count: u64,
            join_only_users_count: u64,
            total_users_count: u64,
        }
    }

    /// `user_info.feature` of `POST /users`.
    pub struct NewUserFeature {
        maybe { zoom_phone: bool, zoom_one_type: i64 }
    }

    /// `user_info` of `POST /users`.
    pub struct NewUserInfo {
        always { email: String, r#type: UserType }
        maybe {
            first_name: String,
            last_name: String,
            display_name: String,
            password: Hidden,
            division_ids: Vec<String>,
            license_info_list: Vec<LicenseInfo>,
            feature: NewUserFeature,
            plan_united_type: String,
        }
    }

    /// The body of `PATCH /users/{userId}`: only what is to change.
    pub struct UserUpdate {
        maybe {
            first_name: String,
            last_name: String,
            display_name: String,
            r#type: UserType,
            pmi: u64,
            use_pmi: bool,
            timezone: String,
            language: String,
            dept: String,
            company: String,
            job_title: String,
            cost_center: String,
            location: String,
            manager: String,
            vanity_name: String,
            host_key: Hidden,
            cms_user_id: String,
            group_id: String,
            phone_country: String,
            phone_number: String,
            phone_numbers: Vec<PhoneNumber>,
            custom_attributes: Vec<CustomAttribute>,
            plan_united_type: String,
            zoom_one_type: i64,
            pronouns: String,
            pronouns_option: i64,
        }
    }

    /// `GET /users/{userId}/token` and `GET /users/me/zak`: lets its holder act as the user.
    pub struct UserToken {
        always { token: Hidden }
    }
}

impl User {
    /// The name to show: display name, else first and last, else e-mail, else id.
    pub fn name(&self) -> String {
        if let Some(name) = self.display_name.as_deref().filter(|name| !name.is_empty()) {
            return name.to_owned();
        }
        let parts = [self.first_name.as_deref(), self.last_name.as_deref()];
        let name = parts
            .into_iter()
            .flatten()
            .filter(|p| !p.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        if !name.is_empty() {
            return name;
        }
        self.email.clone().unwrap_or_else(|| self.id.to_string())
    }
}

/// The body of `POST /users`.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct NewUser {
    /// How the user comes to be.
    pub action: CreateAction,
    /// Who.
    pub user_info: NewUserInfo,
}

list! {
    /// `GET /users`.
    pub struct UserList {
        /// The users of this page.
        users: Vec<User>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_of_a_later_zoom_is_still_read_and_absent_fields_stay_absent() {
        let json =
            r#"{"id":"KDc","type":7,"status":"frozen","last_login_time":"","new_field":[1]}"#;
        let user: User = serde_json::from_str(json).unwrap();
        assert_eq!(user.r#type, Some(UserType::Other(7)));
        assert_eq!(user.status, Some(UserStatus::Other("frozen".to_owned())));
        assert_eq!(user.last_login_time, None);
        assert_eq!(
            serde_json::to_string(&user).unwrap(),
            r#"{"id":"KDc","type":7,"status":"frozen"}"#
        );
    }

    #[test]
    fn what_opens_something_is_not_printed() {
        let token = UserToken {
            token: "eyJ.secret".into(),
        };
        assert!(!format!("{token:?}").contains("secret"));
        assert_eq!(
            serde_json::to_string(&token).unwrap(),
            r#"{"token":"eyJ.secret"}"#
        );
    }
}
