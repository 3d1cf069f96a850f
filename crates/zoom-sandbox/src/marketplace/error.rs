//! What the Marketplace says when it cannot do what its developer asked.

/// A refusal of the Marketplace, in words for its pages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MarketplaceError {
    /// There is no such app.
    #[error("There is no app with the id {id}.")]
    NoSuchApp {
        /// The id asked for.
        id: String,
    },
    /// An app needs a name.
    #[error("An app needs a name of 1 to 50 characters.")]
    NameInvalid,
    /// Required fields of the Information page are empty.
    #[error("Required fields are missing on the Information page: {}.", fields.join(", "))]
    InformationMissing {
        /// The fields' labels.
        fields: Vec<&'static str>,
    },
    /// A field of the Information page is too long.
    #[error("{field} is longer than {most} characters.")]
    InformationTooLong {
        /// The field's label.
        field: &'static str,
        /// How many characters it may have.
        most: usize,
    },
    /// The contact address is no address.
    #[error("Developer Contact Email {email:?} is not an email address.")]
    EmailInvalid {
        /// What was entered.
        email: String,
    },
    /// No redirect URL was entered.
    #[error("A redirect URL for OAuth is required.")]
    RedirectMissing,
    /// A redirect URL cannot be used.
    #[error("The redirect URL {url:?} is not valid: {why}.")]
    RedirectInvalid {
        /// What was entered.
        url: String,
        /// Why not.
        why: &'static str,
    },
    /// An account-level app of one's own account must not be published.
    #[error(
        "This app is set to be published on the Marketplace, so it must be reviewed before anybody can add it. Switch \"publish\" off to use it in your own account."
    )]
    PublishLeftOn,
    /// The scope is not on the list of scopes.
    #[error("There is no scope {scope}.")]
    NoSuchScope {
        /// The scope asked for.
        scope: String,
    },
    /// The scope cannot be given to this app.
    #[error("The scope {scope} cannot be added to this app: {why}.")]
    ScopeNotAllowed {
        /// The scope asked for.
        scope: String,
        /// Why not.
        why: &'static str,
    },
    /// The switch exists on another kind of app only.
    #[error("{what} is not available for a {kind}.")]
    NotForThisKind {
        /// The thing asked for.
        what: &'static str,
        /// The app's kind in words.
        kind: &'static str,
    },
    /// The Feature page holds at most 20 subscriptions.
    #[error("An app can have at most 20 event subscriptions.")]
    TooManySubscriptions,
    /// The event is unknown or needs a scope the app lacks.
    #[error("The event is not allowed for the app. {event} {why}.")]
    EventNotAllowed {
        /// The event's name.
        event: String,
        /// Why not.
        why: String,
    },
    /// There is no such subscription.
    #[error("There is no event subscription with the id {id}.")]
    NoSuchSubscription {
        /// The id asked for.
        id: String,
    },
    /// There is no such delivery, or it was forgotten.
    #[error("There is no delivery {id}; the oldest are forgotten after a while.")]
    NoSuchDelivery {
        /// The id asked for.
        id: u64,
    },
    /// A subscription needs a name.
    #[error("A subscription needs a name of 1 to 50 characters.")]
    SubscriptionNameInvalid,
    /// Nothing was chosen.
    #[error("A subscription needs at least one event.")]
    NoEvents,
    /// The address cannot be used.
    #[error("The endpoint URL {url:?} is not valid: {why}.")]
    EndpointInvalid {
        /// What was entered.
        url: String,
        /// Why not.
        why: &'static str,
    },
    /// The address was not asked yet.
    #[error("The endpoint URL {url} has not been validated. Press Validate first.")]
    NotValidated {
        /// The address.
        url: String,
    },
    /// The address did not answer as it should.
    #[error(
        "URL validation failed for {url}: {why}. It must answer endpoint.url_validation within 3 seconds with the plainToken and its HMAC-SHA256 under the app's Secret Token."
    )]
    ValidationFailed {
        /// The address.
        url: String,
        /// What is wrong.
        why: String,
    },
    /// Nothing is sent to a disabled subscription.
    #[error(
        "The subscription is disabled, so nothing is sent. Validate its endpoint to enable it."
    )]
    SubscriptionDisabled,
}
