//! The chart in words: equal parts of the span, each with what was in it, for those who cannot see the drawing.

use super::latency::rank;
use super::{Segment, Span};

/// One part of the span.
#[derive(Clone, Debug, PartialEq)]
pub struct Bucket<S> {
    /// When it begins.
    pub from_ms: u64,
    /// When it ends.
    pub to_ms: u64,
    /// The states that were shown in it, in order, each once in a row.
    pub states: Vec<S>,
    /// Half of its round trips took at most this long, and 95 of 100 that; `None` without any.
    pub latency_ms: Option<(u64, u64)>,
    /// How many round trips there are.
    pub samples: usize,
    /// How many records were logged.
    pub records: usize,
}

/// The span in `count` parts, the newest first.
#[must_use]
pub fn buckets<S: Copy + PartialEq>(
    span: Span,
    count: u64,
    segments: &[Segment<S>],
    samples: &[(u64, u64)],
    records: &[u64],
) -> Vec<Bucket<S>> {
    let count = count.max(1);
    let part_ms = span.width_ms / count;
    let begins_ms = span.now_ms.saturating_sub(span.width_ms);
    let bucket = |index: u64| {
        let to_ms = span.now_ms.saturating_sub(index * part_ms);
        let from_ms = to_ms.saturating_sub(part_ms).max(begins_ms);
        let is_inside = |at_ms: u64| from_ms < at_ms && at_ms <= to_ms;
        let mut states: Vec<S> = segments
            .iter()
            .filter(|segment| segment.from_ms < to_ms && segment.to_ms > from_ms)
            .map(|segment| segment.state)
            .collect();
        states.dedup();
        let mut times: Vec<u64> =
            samples.iter().filter(|(at_ms, _)| is_inside(*at_ms)).map(|(_, ms)| *ms).collect();
        Bucket {
            from_ms,
            to_ms,
            states,
            latency_ms: (!times.is_empty()).then(|| (rank(&mut times, 50), rank(&mut times, 95))),
            samples: times.len(),
            records: records.iter().filter(|at_ms| is_inside(**at_ms)).count(),
        }
    };
    (0..count).map(bucket).filter(|bucket| bucket.to_ms > bucket.from_ms).collect()
}

#[cfg(test)]
mod tests {
    use super::super::segments;
    use super::*;

    #[test]
    fn each_part_tells_what_was_in_it_and_nothing_counts_twice() {
        let span = Span { now_ms: 300_000, width_ms: 300_000 };
        let segments = segments(&[(60_000, 'l'), (190_000, 'r'), (200_000, 'l')], span);
        let samples = [(100_000, 20), (100_001, 40), (299_000, 90)];
        let parts = buckets(span, 3, &segments, &samples, &[100_000, 200_000, 200_001, 300_000]);
        let told: Vec<_> = parts
            .iter()
            .map(|part| (part.from_ms, part.states.clone(), part.latency_ms, part.records))
            .collect();
        assert_eq!(
            told,
            [
                (200_000, vec!['l'], Some((90, 90)), 2),
                (100_000, vec!['l', 'r'], Some((40, 40)), 1),
                (0, vec!['l'], Some((20, 20)), 1),
            ]
        );
        assert_eq!(parts.iter().map(|part| part.samples).sum::<usize>(), samples.len());
    }

    #[test]
    fn what_lies_before_the_clock_began_is_no_part() {
        let parts = buckets::<char>(Span::minutes(90_000, 5), 5, &[], &[], &[]);
        assert_eq!(
            parts.iter().map(|part| (part.from_ms, part.to_ms)).collect::<Vec<_>>(),
            [(30_000, 90_000), (0, 30_000)]
        );
    }
}
