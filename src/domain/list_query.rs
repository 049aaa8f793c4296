//! What a list shows, as its link says it: `range`, `venue`, `status`, `part`, `q`.
//!
//! All of it lives in the query, so that Back works and a link can be shared. What a link holds and we do not know
//! is ignored and named, never an error. Percent-encoding is the router's work: values here are plain text.

use super::{DayPart, Placement, Status, VenueId};

/// Characters of a search that are looked at: nobody types more, and a link may hold anything.
const SEARCH_MAX: usize = 100;
/// Ignored values that are named; more of them make the note no clearer.
const IGNORED_MAX: usize = 3;
/// Characters of an ignored value that are named.
const IGNORED_LEN_MAX: usize = 40;

/// Which days a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Range {
    /// The venue's business date, whichever it is.
    #[default]
    Today,
}

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
    pub range: Range,
    /// Which venue; `None` is the first one.
    pub venue: Option<VenueId>,
    /// Only these statuses, in the order of a booking's life; empty means all.
    pub statuses: Vec<Status>,
    /// Only what one of the counters counts.
    pub part: Option<ListPart>,
    /// Only what holds these words, as typed.
    pub search: String,
}

impl ListQuery {
    /// Reads a link's query, and names what was not understood, as `name=value`. Of a name that comes twice the last
    /// value holds; names of other views are none of ours and are not named.
    pub fn from_pairs<'q>(pairs: impl IntoIterator<Item = (&'q str, &'q str)>) -> (Self, Vec<String>) {
        let mut query = Self::default();
        let mut ignored = Vec::new();
        for (name, value) in pairs {
            let mut ignore = |value: &str| {
                if ignored.len() < IGNORED_MAX {
                    ignored.push(format!("{name}={}", cut(value, IGNORED_LEN_MAX)));
                }
            };
            match name {
                "range" if value == "today" || value.is_empty() => query.range = Range::Today,
                "venue" if !value.is_empty() => query.venue = Some(VenueId::from(value)),
                "status" => query.statuses = statuses(value, &mut ignore),
                "part" => query.part = ListPart::ALL.into_iter().find(|part| part.as_str() == value),
                "q" => query.search = cut(value, SEARCH_MAX).to_owned(),
                "range" => ignore(value),
                _ => {}
            }
            if name == "part" && query.part.is_none() && !value.is_empty() {
                ignore(value);
            }
        }
        (query, ignored)
    }

    /// The query that reads as this state; what is at its default is left out, but for `range`.
    #[must_use]
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("range", "today".to_owned())];
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
        if !self.search.trim().is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        pairs
    }

    /// Whether anything hides bookings of the range.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        !self.statuses.is_empty() || self.part.is_some() || !self.search.trim().is_empty()
    }

    /// The same range and venue, nothing hidden.
    #[must_use]
    pub fn without_filters(&self) -> Self {
        Self { range: self.range, venue: self.venue.clone(), ..Self::default() }
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
    pub fn shows(&self, status: Status, placement: &Placement) -> bool {
        (self.statuses.is_empty() || self.statuses.contains(&status))
            && self.part.is_none_or(|part| part.holds(placement))
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
    use super::*;

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
