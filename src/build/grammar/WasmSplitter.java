import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Cuts the functions of a WebAssembly module that are too large for the JVM into many small ones.
 *
 * <p>The JVM refuses methods of more than 64 KB of bytecode, and its compiler does badly with methods that are nearly as
 * large. A C function with a giant {@code switch} (the grammar's automaton, the writer of parse trees) becomes such a
 * method. In WebAssembly a switch is a tower of nested blocks around a {@code br_table}:
 *
 * <pre>
 *   (block $exit
 *     (block $case2
 *       (block $case1
 *         (block $case0
 *           ... head ...  (br_table $case0 $case1 $case2 ...))
 *         ... code of case 0, may fall into case 1, may branch to any label ...)
 *       ... code of case 1 ...)
 *     ... code of case 2 ...)
 *   ... tail ...
 * </pre>
 *
 * <p>What is done to such a function:
 *
 * <ul>
 *   <li>The cases are numbered from the innermost; the number after the last means {@code $exit}, and the labels outside
 *       the tower that cases branch to are numbered from there on. These numbers are called <i>places</i>.
 *   <li>Consecutive cases are moved into <i>group</i> functions {@code (frame, place) -> place}: run that case, and tell
 *       where to go on. A branch inside a group stays a branch; any other returns the place.
 *   <li>Locals that carry a value between cases, or between cases and the rest, live in a <i>frame</i> on the C stack
 *       (global 0 is the C stack pointer). All others stay locals of their group.
 *   <li>In the function itself the tower is replaced by its head and a loop that calls the <i>dispatcher</i> (a binary
 *       search for the group) until the place is outside the tower, and then goes there.
 *   <li>The br_table of the head, with its thousands of entries, becomes a <i>map</i> function from table index to place.
 * </ul>
 *
 * <p>A longjmp that leaves the function does not restore the C stack pointer here, but whoever catches it does, as for any
 * C function. No function index changes. What is not supported throws; nothing is skipped.
 */
final class WasmSplitter {

    static final int I32 = 0x7f;
    static final int I64 = 0x7e;
    static final int F64 = 0x7c;

    /** The C stack grows down from here; the ABI keeps it at multiples of 16. */
    private static final int C_STACK_POINTER = 0;

    private static final int STACK_ALIGNMENT = 16;
    private static final int SLOT_BYTES = 8;
    private static final int MAX_CASES_PER_GROUP = 400;
    private static final int TABLE_ENTRIES_PER_MAP = 400;

    private final WasmModule module;
    private final int groupBytes;

    /** @param groupBytes about how large a group function may become; a single larger case has a group of its own */
    WasmSplitter(WasmModule module, int groupBytes) {
        this.module = module;
        this.groupBytes = groupBytes;
    }

    /** The function to be split, taken apart. */
    private record Subject(
            WasmModule.FunctionType type, List<Integer> localTypes, WasmCode.Label root, List<WasmCode.Instruction> code) {
        int parameters() {
            return type.parameters().length;
        }
    }

    /**
     * The blocks around the largest br_table.
     *
     * @param blocks from the innermost
     * @param cases the code after each block but the outermost, which a branch to that block leads to
     */
    private record Tower(
            WasmCode.BranchTable table, List<WasmCode.Block> blocks, List<List<WasmCode.Instruction>> cases) {
        List<WasmCode.Instruction> head() {
            return blocks.getFirst().body();
        }

        WasmCode.Block outermost() {
            return blocks.getLast();
        }

        int exit() {
            return blocks.size() - 1;
        }
    }

    /**
     * Where locals and branch targets are found after the split.
     *
     * @param slots for each local its offset in the frame, or -1 when it stays a local
     * @param valueSlot the offset of the value that a branch out of a group carries
     */
    record Layout(
            List<Integer> localTypes,
            int[] slots,
            int valueSlot,
            int frameBytes,
            Map<WasmCode.Label, Integer> towerPlaces,
            Map<WasmCode.Label, Integer> outerPlaces,
            int exit) {}

    /** A group function with the places {@code from} to before {@code to}. */
    private record Group(int from, int to, int function) {}

    void split(int function) {
        Subject subject = read(function);
        Tower tower = findTower(subject.code);
        Layout layout = layOut(subject, tower);
        List<Group> groups = writeGroups(tower, layout);
        int placeOfPlace = module.typeIndex(new WasmModule.FunctionType(new int[] {I32, I32}, new int[] {I32}));
        int dispatcher = add(placeOfPlace, search(groups));
        WasmSplitRewriter.TableCall table = tower.table.targets().stream().allMatch(layout.towerPlaces::containsKey)
                ? new WasmSplitRewriter.TableCall.To(tower.table, writeMap(tower, layout))
                : new WasmSplitRewriter.TableCall.None();
        module.replaceBody(function, rewritten(subject, tower, layout, dispatcher, table));
        System.out.printf(
                "function %d: %d cases in %d groups, %d locals in the frame%n",
                function, tower.cases.size(), groups.size(), Arrays.stream(layout.slots).filter(s -> s >= 0).count());
    }

    private Subject read(int function) {
        WasmModule.FunctionType type = module.typeOf(function);
        List<Integer> localTypes = new ArrayList<>();
        Arrays.stream(type.parameters()).forEach(localTypes::add);
        var in = new WasmBytes.Reader(module.body(function), 0);
        for (int left = in.unsigned(); left > 0; left--) {
            int count = in.unsigned();
            int localType = in.octet();
            for (int i = 0; i < count; i++) {
                localTypes.add(localType);
            }
        }
        WasmCode.Label root = new WasmCode.Label(type.results().length == 0 ? WasmCode.NOTHING : type.results()[0]);
        return new Subject(type, localTypes, root, WasmCode.read(in, root));
    }

    // ---- the tower ----

    /** The largest table found so far, and the blocks around it from the outermost. */
    private static final class Search {
        WasmCode.BranchTable largest = new WasmCode.BranchTable(List.of());
        List<WasmCode.Block> around = List.of();
    }

    private static Tower findTower(List<WasmCode.Instruction> code) {
        Search search = new Search();
        findTable(code, new ArrayList<>(), search);
        List<WasmCode.Block> path = search.around;
        // The longest run of plain blocks on the path of which each is the first instruction of the one around it.
        int first = 0;
        int last = -1;
        int inner = path.size() - 1;
        while (inner >= 0) {
            if (!path.get(inner).isPlainBlock()) {
                inner--;
                continue;
            }
            int outer = inner;
            while (outer > 0
                    && path.get(outer - 1).isPlainBlock()
                    && path.get(outer - 1).body().getFirst() == path.get(outer)) {
                outer--;
            }
            if (inner - outer > last - first) {
                first = outer;
                last = inner;
            }
            inner = outer - 1;
        }
        if (last < 0) {
            throw new IllegalStateException("the function has no switch to split");
        }
        List<WasmCode.Block> blocks = path.subList(first, last + 1).reversed();
        List<List<WasmCode.Instruction>> cases = new ArrayList<>();
        for (WasmCode.Block around : blocks.subList(1, blocks.size())) {
            cases.add(around.body().subList(1, around.body().size()));
        }
        return new Tower(search.largest, blocks, cases);
    }

    private static void findTable(List<WasmCode.Instruction> code, List<WasmCode.Block> path, Search search) {
        for (WasmCode.Instruction instruction : code) {
            if (instruction instanceof WasmCode.BranchTable table
                    && table.targets().size() > search.largest.targets().size()) {
                search.largest = table;
                search.around = List.copyOf(path);
            } else if (instruction instanceof WasmCode.Block block) {
                path.add(block);
                findTable(block.body(), path, search);
                findTable(block.otherwise(), path, search);
                path.removeLast();
            }
        }
    }

    // ---- locals and places ----

    private static Layout layOut(Subject subject, Tower tower) {
        int[] slots = new int[subject.localTypes.size()];
        Arrays.fill(slots, -1);
        int offset = 0;
        for (int local : crossing(subject, tower)) {
            slots[local] = offset;
            offset += SLOT_BYTES;
        }
        int valueSlot = offset;
        int frameBytes = (offset + SLOT_BYTES + STACK_ALIGNMENT - 1) & -STACK_ALIGNMENT;

        Map<WasmCode.Label, Integer> towerPlaces = new HashMap<>();
        for (WasmCode.Block block : tower.blocks) {
            towerPlaces.put(block.label(), towerPlaces.size());
        }
        Set<WasmCode.Label> inside = new HashSet<>(towerPlaces.keySet());
        tower.cases.forEach(code -> WasmCode.collectLabels(code, inside));
        Set<WasmCode.Label> outside = new LinkedHashSet<>();
        tower.cases.forEach(code -> WasmCode.collectTargets(code, inside, outside));
        Map<WasmCode.Label, Integer> outerPlaces = new LinkedHashMap<>();
        for (WasmCode.Label label : outside) {
            outerPlaces.put(label, tower.exit() + 1 + outerPlaces.size());
        }
        return new Layout(
                subject.localTypes, slots, valueSlot, frameBytes, towerPlaces, outerPlaces, tower.exit());
    }

    /** Locals that cases use and that are also used elsewhere, or that some case may read before it has set them. */
    private static Set<Integer> crossing(Subject subject, Tower tower) {
        Set<Integer> usedInCases = new TreeSet<>();
        Set<Integer> crossing = new TreeSet<>();
        for (List<WasmCode.Instruction> code : tower.cases) {
            Map<Integer, Boolean> setFirst = new HashMap<>();
            collectUses(code, true, setFirst);
            setFirst.forEach((local, set) -> {
                usedInCases.add(local);
                if (!set) {
                    crossing.add(local);
                }
            });
        }
        Set<Integer> usedElsewhere = new HashSet<>();
        collectOtherUses(subject.code, tower, usedElsewhere);
        usedElsewhere.retainAll(usedInCases);
        crossing.addAll(usedElsewhere);
        return crossing;
    }

    /** For each local whether its first use, in the order of the text, sets it for sure. */
    private static void collectUses(List<WasmCode.Instruction> code, boolean forSure, Map<Integer, Boolean> setFirst) {
        for (WasmCode.Instruction instruction : code) {
            if (instruction instanceof WasmCode.Local local) {
                setFirst.putIfAbsent(local.index(), forSure && local.opcode() != WasmCode.LOCAL_GET);
            } else if (instruction instanceof WasmCode.Block block) {
                collectUses(block.body(), false, setFirst);
                collectUses(block.otherwise(), false, setFirst);
            }
        }
    }

    private static void collectOtherUses(List<WasmCode.Instruction> code, Tower tower, Set<Integer> into) {
        for (WasmCode.Instruction instruction : code) {
            if (instruction == tower.outermost()) {
                Map<Integer, Boolean> inHead = new HashMap<>();
                collectUses(tower.head(), true, inHead);
                into.addAll(inHead.keySet());
            } else if (instruction instanceof WasmCode.Local local) {
                into.add(local.index());
            } else if (instruction instanceof WasmCode.Block block) {
                collectOtherUses(block.body(), tower, into);
                collectOtherUses(block.otherwise(), tower, into);
            }
        }
    }

    // ---- new functions ----

    private int add(int typeIndex, List<WasmCode.Instruction> code) {
        return module.add(typeIndex, WasmCode.write(0, 0, 0, code, new WasmCode.Label(WasmCode.NOTHING)));
    }

    private List<Group> writeGroups(Tower tower, Layout layout) {
        int type = module.typeIndex(new WasmModule.FunctionType(new int[] {I32, I32}, new int[] {I32}));
        List<Group> groups = new ArrayList<>();
        int from = 0;
        while (from < tower.cases.size()) {
            int to = from;
            int weight = 0;
            while (to < tower.cases.size() && to - from < MAX_CASES_PER_GROUP) {
                int next = WasmCode.weight(tower.cases.get(to)) + 4;
                if (to > from && weight + next > groupBytes) {
                    break;
                }
                weight += next;
                to++;
            }
            groups.add(new Group(from, to, module.add(type, groupBody(tower, layout, from, to))));
            from = to;
        }
        return groups;
    }

    private static byte[] groupBody(Tower tower, Layout layout, int from, int to) {
        Set<Integer> used = new TreeSet<>();
        for (List<WasmCode.Instruction> code : tower.cases.subList(from, to)) {
            Map<Integer, Boolean> uses = new HashMap<>();
            collectUses(code, true, uses);
            used.addAll(uses.keySet());
        }
        var rewriter = new WasmSplitRewriter.ForGroup(layout, used);
        List<WasmCode.Label> labels = new ArrayList<>();
        for (int place = from; place < to; place++) {
            labels.add(new WasmCode.Label(WasmCode.NOTHING));
        }
        List<WasmCode.Instruction> code = new ArrayList<>(List.of(
                WasmCode.get(WasmSplitRewriter.ForGroup.PLACE),
                WasmCode.constant(from),
                WasmCode.plain(WasmCode.I32_SUB),
                new WasmCode.BranchTable(labels)));
        for (int place = from; place < to; place++) {
            code = new ArrayList<>(List.of(WasmCode.block(WasmCode.BLOCK, labels.get(place - from), code)));
            // Forward branches to cases of this group are branches to the group's own blocks.
            Map<WasmCode.Label, WasmCode.Label> here = new HashMap<>();
            for (int later = place + 1; later < to; later++) {
                here.put(tower.blocks.get(later).label(), labels.get(later - from));
            }
            code.addAll(rewriter.caseCode(tower.cases.get(place), here));
        }
        code.add(WasmCode.constant(to)); // falls into the next group
        return rewriter.body(code);
    }

    /** {@code (frame, place) -> place}: a binary search for the group of a place. */
    private static List<WasmCode.Instruction> search(List<Group> groups) {
        if (groups.size() == 1) {
            return List.of(WasmCode.get(0), WasmCode.get(1), WasmCode.call(groups.getFirst().function));
        }
        int middle = groups.size() / 2;
        return List.of(
                WasmCode.get(1),
                WasmCode.constant(groups.get(middle).from),
                WasmCode.plain(WasmCode.I32_LT_S),
                new WasmCode.Block(
                        WasmCode.IF,
                        I32,
                        new WasmCode.Label(I32),
                        search(groups.subList(0, middle)),
                        search(groups.subList(middle, groups.size()))));
    }

    /** {@code index -> place} for the br_table; returns the function's index. */
    private int writeMap(Tower tower, Layout layout) {
        int type = module.typeIndex(new WasmModule.FunctionType(new int[] {I32}, new int[] {I32}));
        int entries = tower.table.targets().size() - 1;
        int byDefault = layout.towerPlaces.get(tower.table.byDefault());
        List<WasmCode.Instruction> code = new ArrayList<>(List.of(
                WasmCode.get(0),
                WasmCode.constant(entries),
                WasmCode.plain(WasmCode.I32_GE_U),
                returning(List.of(WasmCode.constant(byDefault)))));
        for (int from = 0; from < entries; from += TABLE_ENTRIES_PER_MAP) {
            int to = Math.min(entries, from + TABLE_ENTRIES_PER_MAP);
            List<WasmCode.Instruction> call =
                    List.of(WasmCode.get(0), WasmCode.call(add(type, mapOf(tower, layout, from, to))));
            if (to < entries) {
                code.addAll(List.of(
                        WasmCode.get(0), WasmCode.constant(to), WasmCode.plain(WasmCode.I32_LT_U), returning(call)));
            } else {
                code.addAll(call);
            }
        }
        return add(type, code);
    }

    private static WasmCode.Block returning(List<WasmCode.Instruction> value) {
        List<WasmCode.Instruction> code = new ArrayList<>(value);
        code.add(WasmCode.plain(WasmCode.RETURN));
        return WasmCode.block(WasmCode.IF, new WasmCode.Label(WasmCode.NOTHING), code);
    }

    private static List<WasmCode.Instruction> mapOf(Tower tower, Layout layout, int from, int to) {
        Map<Integer, WasmCode.Label> labels = new LinkedHashMap<>();
        List<WasmCode.Label> targets = new ArrayList<>();
        List<WasmCode.Label> entries = new ArrayList<>(tower.table.targets().subList(from, to));
        entries.add(tower.table.byDefault());
        for (WasmCode.Label entry : entries) {
            targets.add(labels.computeIfAbsent(
                    layout.towerPlaces.get(entry), _ -> new WasmCode.Label(WasmCode.NOTHING)));
        }
        List<WasmCode.Instruction> code = new ArrayList<>(List.of(
                WasmCode.get(0),
                WasmCode.constant(from),
                WasmCode.plain(WasmCode.I32_SUB),
                new WasmCode.BranchTable(targets)));
        for (var label : labels.entrySet()) {
            code = new ArrayList<>(List.of(WasmCode.block(WasmCode.BLOCK, label.getValue(), code)));
            code.add(WasmCode.constant(label.getKey()));
            code.add(WasmCode.plain(WasmCode.RETURN));
        }
        code.add(WasmCode.plain(WasmCode.UNREACHABLE));
        return code;
    }

    // ---- the function itself ----

    private static byte[] rewritten(
            Subject subject, Tower tower, Layout layout, int dispatcher, WasmSplitRewriter.TableCall table) {
        var rewriter = new WasmSplitRewriter.ForRemainder(layout, subject.parameters(), dispatcher, table);
        List<WasmCode.Instruction> inner =
                rewriter.remainder(subject.code, tower.outermost(), rewriter.dispatchLoop(tower.head()));
        List<WasmCode.Instruction> code = new ArrayList<>(List.of(
                WasmCode.global(WasmCode.GLOBAL_GET, C_STACK_POINTER),
                WasmCode.constant(layout.frameBytes),
                WasmCode.plain(WasmCode.I32_SUB),
                new WasmCode.Local(WasmCode.LOCAL_TEE, rewriter.frame()),
                WasmCode.global(WasmCode.GLOBAL_SET, C_STACK_POINTER)));
        for (int local = 0; local < layout.slots.length; local++) {
            if (layout.slots[local] >= 0) {
                WasmCode.Instruction initial =
                        local < subject.parameters() ? WasmCode.get(local) : zero(layout.localTypes.get(local));
                code.addAll(List.of(
                        WasmCode.get(rewriter.frame()),
                        initial,
                        WasmSplitRewriter.store(layout.localTypes.get(local), layout.slots[local])));
            }
        }
        // A block that carries the result, so that a return still passes the end, which gives the frame back.
        code.add(new WasmCode.Block(WasmCode.BLOCK, subject.root.carries, subject.root, inner, List.of()));
        code.addAll(List.of(
                WasmCode.get(rewriter.frame()),
                WasmCode.constant(layout.frameBytes),
                WasmCode.plain(WasmCode.I32_ADD),
                WasmCode.global(WasmCode.GLOBAL_SET, C_STACK_POINTER)));
        return rewriter.body(code);
    }

    private static WasmCode.Instruction zero(int type) {
        return switch (type) {
            case I32 -> WasmCode.constant(0);
            case I64 -> new WasmCode.Plain(WasmCode.I64_CONST, new byte[1]);
            case F64 -> new WasmCode.Plain(WasmCode.F64_CONST, new byte[8]);
            default -> throw new IllegalStateException("value type 0x%x is not supported".formatted(type));
        };
    }
}
