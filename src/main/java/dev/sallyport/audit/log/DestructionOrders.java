package dev.sallyport.audit.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** What entries order to be destroyed, as far as it was not under hold where they stand. Not thread-safe. */
final class DestructionOrders {

    private final Map<String, Long> erased = new HashMap<>();
    private final List<Outlived> outlived = new ArrayList<>();
    private final Set<Hold> holds = new HashSet<>();

    /** @param unit empty for everything */
    private record Hold(String reference, String unit) {}

    /** @param before days are compared as they are written: 2026-11-30 */
    private record Outlived(long index, String jurisdiction, String before, Set<String> held) {

        boolean covers(long part, SealedChecks.Part sealed) {
            return part < index
                    && !sealed.day().isEmpty()
                    && sealed.day().compareTo(before) < 0
                    && sealed.jurisdiction().equals(jurisdiction)
                    && !held.contains(sealed.unit());
        }
    }

    void hold(String reference, String unit) {
        holds.add(new Hold(reference, unit));
    }

    void release(String reference, String unit) {
        holds.remove(new Hold(reference, unit));
    }

    private boolean held(String unit) {
        return holds.stream()
                .anyMatch(hold -> hold.unit().isEmpty() || hold.unit().equals(unit));
    }

    void erase(long index, String unit) {
        if (!held(unit)) {
            erased.put(unit, index);
        }
    }

    void retain(long index, String jurisdiction, String before) {
        if (!held("")) {
            Set<String> units = holds.stream().map(Hold::unit).collect(Collectors.toUnmodifiableSet());
            outlived.add(new Outlived(index, jurisdiction, before, units));
        }
    }

    /** The entry by which a part of an entry is destroyed. */
    OptionalLong of(long index, SealedChecks.Part part) {
        Long order = erased.get(part.unit());
        if (order != null && order > index) {
            return OptionalLong.of(order);
        }
        // The latest covers nearly all that earlier ones do.
        return outlived.reversed().stream()
                .filter(one -> one.covers(index, part))
                .mapToLong(Outlived::index)
                .findFirst();
    }
}
