//! What a list shows, as its link says it: `range` or `from` and `to`, `venue`, `status`, `part`, `resource`,
//! `source`, `changed_since`, `q`, `sort`.
//!
//! All of it lives in the query, so that Back works and a link can be shared. What a link holds and we do not know
//! is ignored and named, never an error. Percent-encoding is the router's work: values here are plain text.

use super::{
    Booking, Day, DayPart, Instant, ListRange, Placement, ResourceId, Sort, Status, Venue, VenueId, fold,
};

/// Characters of a search that are looked at: nobody types more, and a link may hold anything.
const SEARCH_MAX: usize = 100;
/// Ignored values that are named; more of them make the note no clearer.
const IGNORED_MAX: usize = 3;
/// Characters of an ignored value that are named.
const IGNORED_LEN_MAX: usize = 40;

/// What one of the day's four counters counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListPart {
    /// Expected and not here.
    Arriving,
    /// Here, leaving or not.
    InHouse,
    /// Here, and to leave.
    Leaving,
    /// Waiting for a person.
    NeedsAction,
}

impl ListPart {
    /// Every part, in the order of the counters.
    pub const ALL: [Self; 4] = [Self::Arriving, Self::InHouse, Self::Leaving, Self::NeedsAction];

    /// The word in a link.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Arriving => "arriving",
            Self::InHouse => "in_house",
            Self::Leaving => "leaving",
            Self::NeedsAction => "needs_action",
        }
    }

    fn holds(self, placement: &Placement) -> bool {
        match self {
            Self::Arriving => placement.part == DayPart::Arriving,
            Self::InHouse => matches!(placement.part, DayPart::InHouse | DayPart::Leaving),
            Self::Leaving => placement.part == DayPart::Leaving,
            Self::NeedsAction => placement.attention.is_some(),
        }
    }
}

/// The state of a list of bookings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// Which days.
    pub range: ListRange,
    /// Which venue; `None` is the first one.
    pub venue: Option<VenueId>,
    /// Only these statuses, in the order of a booking's life; empty means all.
    pub statuses: Vec<Status>,
    /// Only what one of the counters counts.
    pub part: Option<ListPart>,
    /// Only what holds this room.
    pub resource: Option<ResourceId>,
    /// Only what came from there.
    pub source: Option<String>,
    /// Only what changed at that moment or later.
    pub changed_since: Option<Instant>,
    /// Only what holds these words, as typed.
    pub search: String,
    /// In which order.
    pub sort: Sort,
}

impl ListQuery {
    /// Reads a link's query, and names what was not understood, as `name=value`. Of a name that comes twice the last
    /// value holds; names of other views are none of ours and are not named.
    pub fn from_pairs<'q>(pairs: impl IntoIterator<Item = (&'q str, &'q str)>) -> (Self, Vec<String>) {
        let mut query = Self::default();
        let mut ignored = Vec::new();
        let (mut from, mut to) = (None, None);
        for (name, value) in pairs {
            let mut ignore = |value: &str| {
                if ignored.len() < IGNORED_MAX {
                    ignored.push(format!("{name}={}", cut(value, IGNORED_LEN_MAX)));
                }
            };
            // What is there and was not read is named; what is empty says nothing.
            let is_read = match name {
                "range" => ListRange::parse(value).map(|range| query.range = range).is_some(),
                "from" => Day::parse(value).map(|day| from = Some(day)).is_some(),
                "to" => Day::parse(value).map(|day| to = Some(day)).is_some(),
                "part" => {
                    query.part = ListPart::ALL.into_iter().find(|part| part.as_str() == value);
                    query.part.is_some()
                }
                "sort" => Sort::parse(value).map(|sort| query.sort = sort).is_some(),
                "changed_since" => {
                    query.changed_since = Instant::parse(value);
                    query.changed_since.is_some()
                }
                "status" => {
                    query.statuses = statuses(value, &mut ignore);
                    true
                }
                "q" => {
                    cut(value, SEARCH_MAX).clone_into(&mut query.search);
                    true
                }
                "venue" => {
                    query.venue = (!value.is_empty()).then(|| VenueId::from(value));
                    true
                }
                "resource" => {
                    query.resource = (!value.is_empty()).then(|| ResourceId::from(cut(value, SEARCH_MAX)));
                    true
                }
                "source" => {
                    query.source = (!value.is_empty()).then(|| cut(value, SEARCH_MAX).to_owned());
                    true
                }
                _ => true,
            };
            if !is_read && !value.is_empty() {
                ignore(value);
            }
        }
        match (from, to) {
            (Some(from), Some(to)) if to < from => {
                if ignored.len() < IGNORED_MAX {
                    ignored.push(format!("to={to}"));
                }
                query.range = ListRange::Days(from, from);
            }
            (Some(from), to) => query.range = ListRange::Days(from, to.unwrap_or(from)),
            (None, Some(to)) => query.range = ListRange::Days(to, to),
            (None, None) => {}
        }
        (query, ignored)
    }

    /// The venue that the link names, as `name=value`, where it is none of these: another one is open instead.
    #[must_use]
    pub fn ignored_venue(&self, venues: &[Venue]) -> Option<String> {
        let wanted = self.venue.as_ref().filter(|wanted| venues.iter().all(|venue| venue.id != **wanted))?;
        Some(format!("venue={}", cut(wanted.as_str(), IGNORED_LEN_MAX)))
    }

    /// The query that reads as this state; what is at its default is left out, but for `range`.
    #[must_use]
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = match self.range {
            ListRange::Days(from, to) if from == to => vec![("from", from.to_string())],
            ListRange::Days(from, to) => vec![("from", from.to_string()), ("to", to.to_string())],
            named @ (ListRange::Today | ListRange::Tomorrow | ListRange::Week) => {
                named.word().map(|word| ("range", word.to_owned())).into_iter().collect()
            }
        };
        if let Some(venue) = &self.venue {
            pairs.push(("venue", venue.to_string()));
        }
        if let Some(part) = self.part {
            pairs.push(("part", part.as_str().to_owned()));
        }
        if !self.statuses.is_empty() {
            let words: Vec<_> = self.statuses.iter().map(|status| status.as_str()).collect();
            pairs.push(("status", words.join(",")));
        }
        if let Some(resource) = &self.resource {
            pairs.push(("resource", resource.to_string()));
        }
        if let Some(source) = &self.source {
            pairs.push(("source", source.clone()));
        }
        if let Some(since) = self.changed_since {
            pairs.push(("changed_since", since.to_string()));
        }
        if !self.search.trim().is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        if self.sort != Sort::default() {
            pairs.push(("sort", self.sort.to_string()));
        }
        pairs
    }

    /// Whether anything hides bookings of the range.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        *self != self.without_filters()
    }

    /// The same days, venue and order, nothing hidden.
    #[must_use]
    pub fn without_filters(&self) -> Self {
        Self { range: self.range, venue: self.venue.clone(), sort: self.sort, ..Self::default() }
    }

    /// The same list with a status added to the filter, or taken out of it.
    #[must_use]
    pub fn toggling(&self, status: Status) -> Self {
        let statuses = Status::ALL
            .into_iter()
            .filter(|other| self.statuses.contains(other) != (*other == status))
            .collect();
        Self { statuses, ..self.clone() }
    }

    /// Whether the filters, but for the search, let a booking through.
    #[must_use]
    pub fn shows(&self, booking: &Booking, placement: &Placement) -> bool {
        let is_in_room = |room: &ResourceId| booking.resource.as_ref().is_some_and(|held| held.id == *room);
        (self.statuses.is_empty() || self.statuses.contains(&booking.status))
            && self.part.is_none_or(|part| part.holds(placement))
            && self.resource.as_ref().is_none_or(is_in_room)
            && self.source.as_ref().is_none_or(|source| fold(source) == fold(&booking.source))
            && self.changed_since.is_none_or(|since| booking.updated_at >= since)
    }
}

/// Where to go after the sign-in: the path that a link asks for, if it is one of ours. Everything that a browser
/// might take for another site is refused: a sign-in page must not send people elsewhere.
#[must_use]
pub fn return_path(asked: Option<&str>) -> &str {
    const HOME: &str = "/";
    match asked {
        Some(path)
            if path.starts_with('/')
                && !path.starts_with("//")
                && !path.starts_with("/sign-in")
                && !path.contains(|c: char| c == '\\' || c.is_control()) =>
        {
            path
        }
        Some(_) | None => HOME,
    }
}

/// An address of ours with what another query says after its own, as it was written.
#[must_use]
pub fn with_query(address: &str, query: &str) -> String {
    let more = query.trim_start_matches('?');
    let separator = match (more.is_empty(), address.contains('?')) {
        (true, _) => "",
        (false, true) => "&",
        (false, false) => "?",
    };
    format!("{address}{separator}{more}")
}

fn statuses(value: &str, ignore: &mut impl FnMut(&str)) -> Vec<Status> {
    let mut wanted = Vec::new();
    for word in value.split(',').filter(|word| !word.is_empty()) {
        match Status::parse(word) {
            Some(status) => wanted.push(status),
            None => ignore(word),
        }
    }
    Status::ALL.into_iter().filter(|status| wanted.contains(status)).collect()
}

fn cut(text: &str, chars_max: usize) -> &str {
    text.char_indices().nth(chars_max).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::super::samples::lisbon;
    use super::*;

    #[test]
    fn a_venue_that_is_not_theirs_is_named() {
        let long = "v".repeat(60);
        for (link, ignored) in [
            ("range=today", None),
            ("venue=", None),
            ("venue=lisbon", None),
            ("venue=elsewhere", Some("venue=elsewhere".to_owned())),
            (&*format!("venue={long}"), Some(format!("venue={}", &long[..IGNORED_LEN_MAX]))),
        ] {
            assert_eq!(read(link).0.ignored_venue(&[lisbon()]), ignored, "{link}");
        }
    }

    #[test]
    fn the_page_without_a_path_keeps_what_its_link_says() {
        for (address, query, whole) in [
            ("/bookings?range=today", "", "/bookings?range=today"),
            ("/bookings?range=today", "?", "/bookings?range=today"),
            ("/bookings?range=today", "?venue=b%20c", "/bookings?range=today&venue=b%20c"),
            ("/bookings?range=today", "panel=diagnostics", "/bookings?range=today&panel=diagnostics"),
            ("/bookings", "q=1", "/bookings?q=1"),
        ] {
            assert_eq!(with_query(address, query), whole, "{address} {query}");
        }
        // Of a name that comes twice the last value holds.
        assert_eq!(read("range=today&range=week").0.range, ListRange::Week);
    }

    fn read(query: &str) -> (ListQuery, Vec<String>) {
        ListQuery::from_pairs(query.split('&').filter_map(|pair| pair.split_once('=')))
    }

    fn written(query: &ListQuery) -> String {
        query
            .to_pairs()
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("&")
    }

    #[test]
    fn a_link_says_what_the_list_shows() {
        for (link, again, ignored) in [
            ("", "range=today", ""),
            ("range=today&status=pending", "range=today&status=pending", ""),
            ("status=no_show,pending,pending", "range=today&status=pending,no_show", ""),
            ("q=ana reis&venue=v2", "range=today&venue=v2&q=ana reis", ""),
            ("part=needs_action", "range=today&part=needs_action", ""),
            ("range=&status=&part=&q=&venue=", "range=today", ""),
            ("range=2031", "range=today", "range=2031"),
            ("status=pending,lost", "range=today&status=pending", "status=lost"),
            ("part=kitchen&q=x", "range=today&q=x", "part=kitchen"),
            ("panel=diagnostics", "range=today", ""),
            ("q=a&q=b", "range=today&q=b", ""),
            ("status=1,2,3,4,5", "range=today", "status=1 status=2 status=3"),
            ("range=week&sort=-room", "range=week&sort=-room", ""),
            ("from=2026-05-14&to=2026-05-16", "from=2026-05-14&to=2026-05-16", ""),
            ("range=today&from=2026-05-14", "from=2026-05-14", ""),
            ("to=2026-05-14", "from=2026-05-14", ""),
            ("from=2026-05-14&to=2026-05-13", "from=2026-05-14", "to=2026-05-13"),
            ("from=2026-02-30&sort=price", "range=today", "from=2026-02-30 sort=price"),
            ("resource=r12&source=web", "range=today&resource=r12&source=web", ""),
            ("changed_since=2026-05-14T12:00:00Z", "range=today&changed_since=2026-05-14T12:00:00Z", ""),
            ("changed_since=noon", "range=today", "changed_since=noon"),
        ] {
            let (query, unknown) = read(link);
            assert_eq!(written(&query), again, "{link}");
            assert_eq!(unknown.join(" "), ignored, "{link}");
            assert_eq!(read(&written(&query)).0, query);
        }
    }

    #[test]
    fn long_values_are_cut_between_letters() {
        let (query, ignored) = read(&format!("q={}&range={}", "é".repeat(500), "ж".repeat(500)));
        assert_eq!(query.search.chars().count(), SEARCH_MAX);
        assert_eq!(ignored[0].chars().count(), "range=".len() + IGNORED_LEN_MAX);
    }

    #[test]
    fn a_status_goes_in_and_out_of_the_filter() {
        let all = ListQuery::default();
        let one = all.toggling(Status::Confirmed);
        let two = one.toggling(Status::Pending);
        assert_eq!(two.statuses, [Status::Pending, Status::Confirmed]);
        assert_eq!(two.toggling(Status::Confirmed).toggling(Status::Pending), all);
        assert!(one.is_filtered() && !one.without_filters().is_filtered());
        let sorted = ListQuery { sort: Sort::parse("-guest").expect("an order"), ..all };
        assert!(!sorted.is_filtered(), "an order hides nothing");
    }

    #[test]
    fn a_sign_in_leads_back_to_our_own_pages_only() {
        for (asked, path) in [
            (None, "/"),
            (Some("/bookings?range=today&q=a"), "/bookings?range=today&q=a"),
            (Some("//evil.example"), "/"),
            (Some("/\\evil.example"), "/"),
            (Some("https://evil.example"), "/"),
            (Some("/\t/evil.example"), "/"),
            (Some("/sign-in?next=/sign-in"), "/"),
            (Some(""), "/"),
        ] {
            assert_eq!(return_path(asked), path, "{asked:?}");
        }
    }
}
