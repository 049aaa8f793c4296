//! The ribbon of states: what people saw, end to end.

use super::Span;

/// A stretch in which one state was shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment<S> {
    /// The state.
    pub state: S,
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// When it began, also where that is outside.
    pub from_ms: u64,
    /// When it ended; now, for the last one.
    pub to_ms: u64,
}

/// The segments that touch the span, from the changes in order of time. Before the first change nothing is drawn:
/// nobody looked.
#[must_use]
pub fn segments<S: Copy>(changes: &[(u64, S)], span: Span) -> Vec<Segment<S>> {
    let ends = changes.iter().skip(1).map(|(at_ms, _)| *at_ms).chain([span.now_ms]);
    let begins_ms = span.now_ms.saturating_sub(span.width_ms);
    changes
        .iter()
        .zip(ends)
        .filter(|((from_ms, _), to_ms)| *to_ms >= begins_ms && *from_ms <= span.now_ms)
        .map(|(&(from_ms, state), to_ms)| Segment {
            state,
            from: span.place_clamped(from_ms),
            to: span.place_clamped(to_ms),
            from_ms,
            to_ms,
        })
        .collect()
}

/// The segment that holds a moment; of two that meet there, the later one.
#[must_use]
pub fn segment_at<S>(segments: &[Segment<S>], at_ms: u64) -> Option<&Segment<S>> {
    segments.iter().rev().find(|segment| segment.from_ms <= at_ms && at_ms <= segment.to_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Span = Span { now_ms: 1_000, width_ms: 400 };

    #[test]
    fn segments_meet_and_what_is_outside_is_cut() {
        let changes = [(100, 'a'), (300, 'b'), (700, 'c'), (900, 'd')];
        let drawn: Vec<_> =
            segments(&changes, SPAN).iter().map(|part| (part.state, part.from, part.to)).collect();
        assert_eq!(drawn, [('b', 0.0, 0.25), ('c', 0.25, 0.75), ('d', 0.75, 1.0)]);
        assert!(segments::<char>(&[], SPAN).is_empty());
    }

    #[test]
    fn before_the_first_change_there_is_nothing() {
        let drawn = segments(&[(800, 'a')], SPAN);
        assert_eq!((drawn.len(), drawn[0].from, drawn[0].to), (1, 0.5, 1.0));
        assert_eq!(segment_at(&drawn, 799), None);
        assert_eq!(segment_at(&drawn, 800).map(|part| part.state), Some('a'));
    }

    #[test]
    fn where_two_meet_the_later_one_holds() {
        let drawn = segments(&[(600, 'a'), (800, 'b')], SPAN);
        assert_eq!(segment_at(&drawn, 800).map(|part| part.state), Some('b'));
        assert_eq!(segment_at(&drawn, 1_000).map(|part| part.state), Some('b'));
    }
}
