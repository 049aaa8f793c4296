//! Round trips: a dot for each, a line through their middle, a band up to what nearly all of them stayed under.

use super::Span;

/// The least that the scale reaches to: below this nobody feels a difference, and noise would fill the chart.
const TOP_MS_MIN: u64 = 250;
/// The tops that a scale may have, so that it seldom changes.
const TOPS_MS: [u64; 7] = [250, 500, 1_000, 2_500, 5_000, 10_000, 30_000];
/// A point of the line looks at this many samples around it.
const AROUND: usize = 12;
/// Between two samples with more than this between them nothing is drawn: a probe is due each ten seconds at the latest,
/// and once a minute while nobody looks.
const HOLE_MS: u64 = 75_000;

/// A square-root scale: most round trips are short, and the rare long one must be seen whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// What lies at the upper edge.
    pub top_ms: u64,
}

impl Scale {
    /// The scale that holds all of these.
    #[must_use]
    pub fn for_samples(samples: &[(u64, u64)]) -> Self {
        let longest_ms = samples.iter().map(|(_, ms)| *ms).max().unwrap_or(0).max(TOP_MS_MIN);
        let top = TOPS_MS.into_iter().find(|top_ms| *top_ms >= longest_ms);
        Self { top_ms: top.unwrap_or(longest_ms) }
    }

    /// Where a round trip lies: 0 at the upper edge, 1 at the lower.
    #[must_use]
    pub fn place(self, ms: u64) -> f64 {
        1.0 - (ms.min(self.top_ms) as f64 / self.top_ms as f64).sqrt()
    }

    /// Round numbers to draw lines at, the smallest first; at most four.
    #[must_use]
    pub fn ticks(self) -> Vec<u64> {
        let steps = [25, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000];
        let mut ticks: Vec<u64> = steps.into_iter().filter(|ms| *ms <= self.top_ms).collect();
        // Two of them on neighbouring pixels tell no more than one.
        let mut last = 2.0;
        ticks.retain(|ms| {
            let place = self.place(*ms);
            let has_room = last - place >= 0.18;
            if has_room {
                last = place;
            }
            has_room
        });
        ticks.truncate(4);
        ticks
    }
}

/// A round trip on the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// Across.
    pub x: f64,
    /// Down.
    pub y: f64,
    /// How long it took.
    pub ms: u64,
}

/// A dot for each sample in the span; samples are `(when, how long)`, in order.
#[must_use]
pub fn dots(samples: &[(u64, u64)], span: Span, scale: Scale) -> Vec<Dot> {
    let inside = samples.iter().filter_map(|(at_ms, ms)| Some((span.place(*at_ms)?, *ms)));
    inside.map(|(x, ms)| Dot { x, y: scale.place(ms), ms }).collect()
}

/// The line through the middle: for each unbroken run of samples, points across and down.
#[must_use]
pub fn median(samples: &[(u64, u64)], span: Span, scale: Scale) -> Vec<Vec<(f64, f64)>> {
    runs(samples, span, |around| scale.place(rank(around, 50)))
}

/// The edge that 95 of 100 stayed under, in the same form.
#[must_use]
pub fn band(samples: &[(u64, u64)], span: Span, scale: Scale) -> Vec<Vec<(f64, f64)>> {
    runs(samples, span, |around| scale.place(rank(around, 95)))
}

fn runs(samples: &[(u64, u64)], span: Span, height: impl Fn(&mut Vec<u64>) -> f64) -> Vec<Vec<(f64, f64)>> {
    let inside: Vec<(u64, u64)> =
        samples.iter().copied().filter(|(at_ms, _)| span.place(*at_ms).is_some()).collect();
    let unbroken =
        inside.chunk_by(|(before_ms, _), (after_ms, _)| after_ms.saturating_sub(*before_ms) <= HOLE_MS);
    unbroken
        .map(|run| {
            let point = |index: usize| {
                let from = index.saturating_sub(AROUND / 2);
                let to = (index + AROUND / 2 + 1).min(run.len());
                let mut around: Vec<u64> = run[from..to].iter().map(|(_, ms)| *ms).collect();
                (span.place_clamped(run[index].0), height(&mut around))
            };
            (0..run.len()).map(point).collect()
        })
        .collect()
}

/// The nearest rank: a figure that was measured, never one in between.
pub(super) fn rank(values: &mut [u64], percent: usize) -> u64 {
    values.sort_unstable();
    let index = (values.len() * percent).div_ceil(100).max(1) - 1;
    values.get(index).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Span = Span { now_ms: 300_000, width_ms: 300_000 };

    #[test]
    fn the_scale_is_a_square_root_with_a_round_top() {
        for (longest_ms, top_ms) in [(0, 250), (250, 250), (251, 500), (999, 1_000), (31_000, 31_000)] {
            assert_eq!(Scale::for_samples(&[(0, longest_ms)]).top_ms, top_ms, "{longest_ms}");
        }
        let scale = Scale { top_ms: 1_000 };
        for (ms, place) in [(0, 1.0), (250, 0.5), (1_000, 0.0), (9_000, 0.0)] {
            assert!((scale.place(ms) - place).abs() < 1e-9, "{ms}");
        }
    }

    #[test]
    fn ticks_are_few_and_keep_their_distance() {
        for top_ms in TOPS_MS {
            let ticks = Scale { top_ms }.ticks();
            assert!((2..=4).contains(&ticks.len()), "{top_ms}: {ticks:?}");
            let places: Vec<f64> = ticks.iter().map(|ms| Scale { top_ms }.place(*ms)).collect();
            assert!(places.windows(2).all(|pair| pair[0] - pair[1] >= 0.18), "{top_ms}: {ticks:?}");
        }
    }

    #[test]
    fn dots_lie_where_and_as_high_as_they_were_measured() {
        let scale = Scale { top_ms: 1_000 };
        let drawn = dots(&[(0, 250), (150_000, 1_000), (300_001, 5)], SPAN, scale);
        let places: Vec<_> = drawn.iter().map(|dot| (dot.x, dot.y, dot.ms)).collect();
        assert_eq!(places, [(0.0, 0.5, 250), (0.5, 0.0, 1_000)]);
    }

    #[test]
    fn a_hole_breaks_the_line() {
        let samples = [(10_000, 40), (20_000, 40), (200_000, 90), (210_000, 90)];
        let lines = median(&samples, SPAN, Scale { top_ms: 250 });
        assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
        assert!(lines[0][0].1 > lines[1][0].1, "a longer round trip lies higher");
    }

    #[test]
    fn one_long_round_trip_lifts_the_band_and_not_the_middle() {
        let mut samples: Vec<(u64, u64)> = (0..20).map(|index| (index * 4_000, 40)).collect();
        samples[10].1 = 240;
        let scale = Scale { top_ms: 250 };
        let (middle, upper) = (median(&samples, SPAN, scale), band(&samples, SPAN, scale));
        assert_eq!(middle[0][10].1, scale.place(40));
        assert_eq!(upper[0][10].1, scale.place(240));
        assert_eq!(upper[0][0].1, scale.place(40));
    }

    #[test]
    fn nothing_measured_draws_nothing() {
        assert!(median(&[], SPAN, Scale::for_samples(&[])).is_empty());
        assert_eq!(rank(&mut [], 50), 0);
    }
}
