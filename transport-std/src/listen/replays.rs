//! The notifications that were accepted, in an index: a lookup takes the same time however many
//! there are.

use std::collections::{BTreeMap, HashMap, btree_map};

use gigapay_webhooks::notify::{Admission, DeliveryId, Fingerprint, ReplayStore};

/// Remembers the last notifications that were accepted or are in progress.
pub(super) struct Replays {
    max: usize,
    /// By their number, so the oldest first.
    entries: BTreeMap<u64, Entry>,
    last: u64,
    /// The number of the entry that keeps a fingerprint.
    numbers: HashMap<Fingerprint, u64>,
}

struct Entry {
    kept: [Fingerprint; 2],
    accepted: bool,
}

impl Replays {
    /// Remembers up to `max`.
    pub(super) fn new(max: usize) -> Self {
        Self {
            max,
            entries: BTreeMap::new(),
            last: 0,
            numbers: HashMap::new(),
        }
    }

    fn number<const K: usize>(&self, id: &DeliveryId<K>) -> Option<u64> {
        let mut numbers = id.fingerprints().iter();
        numbers.find_map(|it| self.numbers.get(it)).copied()
    }

    fn remember<const K: usize>(&mut self, id: &DeliveryId<K>, accepted: bool) {
        if self.entries.len() >= self.max
            && let Some((_, oldest)) = self.entries.pop_first()
        {
            self.forget(&oldest);
        }
        self.last += 1;
        let kept = id.kept();
        for fingerprint in kept {
            self.numbers.insert(fingerprint, self.last);
        }
        self.entries.insert(self.last, Entry { kept, accepted });
    }

    fn forget(&mut self, entry: &Entry) {
        for fingerprint in entry.kept {
            self.numbers.remove(&fingerprint);
        }
    }
}

impl ReplayStore for Replays {
    fn admit<const K: usize>(&mut self, id: &DeliveryId<K>) -> Admission {
        let entry = self.number(id).and_then(|number| self.entries.get(&number));
        match entry {
            Some(entry) if entry.accepted => Admission::Replayed,
            Some(_) => Admission::InProgress,
            None => {
                self.remember(id, false);
                Admission::New
            }
        }
    }

    fn has_accepted<const K: usize>(&self, id: &DeliveryId<K>) -> bool {
        let entry = self.number(id).and_then(|number| self.entries.get(&number));
        entry.is_some_and(|entry| entry.accepted)
    }

    fn settle<const K: usize>(&mut self, id: &DeliveryId<K>, accepted: bool) {
        let Some(number) = self.number(id) else {
            if accepted {
                self.remember(id, true);
            }
            return;
        };
        if let btree_map::Entry::Occupied(mut entry) = self.entries.entry(number) {
            if accepted {
                entry.get_mut().accepted = true;
            } else if !entry.get().accepted {
                let entry = entry.remove();
                self.forget(&entry);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use gigapay_webhooks::notify::{Keyring, ReplayGuard, Signature, TimeCheck, Verifier, sign};

    use super::*;

    fn id(keyring: &Keyring<2>, secret: &[u8], body: u64) -> DeliveryId<2> {
        let body = body.to_string();
        let field = sign(secret, 1_700_000_000, &[body.as_bytes()]).unwrap();
        let signature = Signature::parse(field.as_bytes()).unwrap();
        let mut verifier = Verifier::new(keyring, &signature);
        verifier.update(body.as_bytes());
        verifier.finish_with_id(TimeCheck::Skip).1
    }

    /// Whatever happens in whatever order, the guard of core says the same.
    #[test]
    fn remembers_what_the_guard_of_core_remembers() {
        let (mut both, mut one) = (Keyring::new(), Keyring::new());
        both.push(b"old").unwrap();
        both.push(b"new").unwrap();
        one.push(b"new").unwrap();
        let mut guard: ReplayGuard<5> = ReplayGuard::new();
        let mut replays = Replays::new(5);
        // A linear congruential generator (Knuth's MMIX).
        let mut random: u64 = 1;
        let mut next = |range: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005);
            random = random.wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % range
        };
        let mut seen = [0; 3];
        for _ in 0..20_000 {
            let id = match next(3) {
                0 => id(&one, b"new", next(9)),
                1 => id(&both, b"new", next(9)),
                _ => id(&both, b"old", next(9)),
            };
            assert_eq!(replays.has_accepted(&id), guard.has_accepted(&id));
            if next(2) == 0 {
                let admission = guard.admit(&id);
                assert_eq!(replays.admit(&id), admission);
                seen[admission as usize] += 1;
            } else {
                let accepted = next(2) == 0;
                guard.settle(&id, accepted);
                replays.settle(&id, accepted);
            }
            assert_eq!(replays.entries.len(), guard.len());
            assert!(replays.numbers.len() <= 2 * replays.entries.len());
        }
        assert!(seen.iter().all(|times| *times > 100), "{seen:?}");
    }
}
