import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rewrites code for the place that it is moved to: locals with a slot become accesses to the frame, and branches to
 * labels that are no longer around become what leads there. See {@link WasmSplitter} for the terms.
 */
abstract sealed class WasmSplitRewriter {

    /** How the head's br_table is replaced. */
    sealed interface TableCall {
        /** By a call of the map function. */
        record To(WasmCode.BranchTable table, int mapFunction) implements TableCall {}

        /** Like any other br_table: some of its targets are outside the tower. */
        record None() implements TableCall {}
    }

    protected final WasmSplitter.Layout layout;
    /** Where each local without a slot is now. */
    protected final Map<Integer, Integer> locals = new HashMap<>();

    // New locals: the frame's address, and what a value is put into while something else is pushed under it.
    protected int frame;
    protected int scratchI32;
    protected int scratchI64;
    protected int scratchF64;
    protected int condition;

    protected int i32Count;
    protected int i64Count;
    protected int f64Count;

    private WasmSplitRewriter(WasmSplitter.Layout layout) {
        this.layout = layout;
    }

    /** Whether the label is still around the code. */
    abstract boolean isHere(WasmCode.Label label);

    /** Code that goes to a label which is not here; the value that it carries is on the stack. */
    abstract List<WasmCode.Instruction> leave(WasmCode.Label label);

    /** What replaces a br_table as a whole, or nothing when it is to be treated like any other. */
    abstract List<WasmCode.Instruction> replaceTable(WasmCode.BranchTable table);

    byte[] body(List<WasmCode.Instruction> code) {
        return WasmCode.write(i32Count, i64Count, f64Count, code, new WasmCode.Label(WasmCode.NOTHING));
    }

    protected final List<WasmCode.Instruction> rewrite(List<WasmCode.Instruction> code) {
        List<WasmCode.Instruction> out = new ArrayList<>();
        for (WasmCode.Instruction instruction : code) {
            switch (instruction) {
                case WasmCode.Plain plain -> out.add(plain);
                case WasmCode.Local local -> out.addAll(local(local));
                case WasmCode.Block block ->
                    out.add(new WasmCode.Block(
                            block.opcode(),
                            block.type(),
                            block.label(),
                            rewrite(block.body()),
                            rewrite(block.otherwise())));
                case WasmCode.Branch branch -> out.addAll(branch(branch));
                case WasmCode.BranchTable table -> out.addAll(table(table));
            }
        }
        return out;
    }

    private List<WasmCode.Instruction> local(WasmCode.Local local) {
        int slot = layout.slots()[local.index()];
        if (slot < 0) {
            return List.of(new WasmCode.Local(local.opcode(), locals.get(local.index())));
        }
        int type = layout.localTypes().get(local.index());
        if (local.opcode() == WasmCode.LOCAL_GET) {
            return List.of(WasmCode.get(frame), load(type, slot));
        }
        List<WasmCode.Instruction> out = new ArrayList<>(saveUnderFrame(type, slot));
        if (local.opcode() == WasmCode.LOCAL_TEE) {
            out.add(WasmCode.get(scratch(type)));
        }
        return out;
    }

    /** Stores the value on the stack into the frame; a store needs the address under the value. */
    protected final List<WasmCode.Instruction> saveUnderFrame(int type, int slot) {
        int scratch = scratch(type);
        return List.of(WasmCode.set(scratch), WasmCode.get(frame), WasmCode.get(scratch), store(type, slot));
    }

    private List<WasmCode.Instruction> branch(WasmCode.Branch branch) {
        if (isHere(branch.target())) {
            return List.of(branch);
        }
        if (branch.opcode() == WasmCode.BRANCH) {
            return leave(branch.target());
        }
        if (!branch.target().carriesValue()) {
            return List.of(WasmCode.block(
                    WasmCode.IF, new WasmCode.Label(WasmCode.NOTHING), leave(branch.target())));
        }
        // The value is under the condition, and it stays on the stack when the branch is not taken.
        int value = scratch(branch.target().carries);
        List<WasmCode.Instruction> taken = new ArrayList<>(List.of(WasmCode.get(value)));
        taken.addAll(leave(branch.target()));
        return List.of(
                WasmCode.set(condition),
                WasmCode.set(value),
                WasmCode.get(condition),
                WasmCode.block(WasmCode.IF, new WasmCode.Label(WasmCode.NOTHING), taken),
                WasmCode.get(value));
    }

    private List<WasmCode.Instruction> table(WasmCode.BranchTable table) {
        if (table.targets().stream().allMatch(this::isHere)) {
            return List.of(table);
        }
        List<WasmCode.Instruction> replacement = replaceTable(table);
        if (!replacement.isEmpty()) {
            return replacement;
        }
        // Each target that is not here gets a block around the table, behind which stands the way there.
        Map<WasmCode.Label, WasmCode.Label> stops = new LinkedHashMap<>();
        List<WasmCode.Label> targets = new ArrayList<>();
        for (WasmCode.Label target : table.targets()) {
            if (target.carriesValue()) {
                throw new IllegalStateException("a br_table with a value is not supported");
            }
            targets.add(
                    isHere(target)
                            ? target
                            : stops.computeIfAbsent(target, _ -> new WasmCode.Label(WasmCode.NOTHING)));
        }
        List<WasmCode.Instruction> code =
                new ArrayList<>(List.of(WasmCode.get(condition), new WasmCode.BranchTable(targets)));
        for (var stop : stops.entrySet()) {
            code = new ArrayList<>(List.of(WasmCode.block(WasmCode.BLOCK, stop.getValue(), code)));
            code.addAll(leave(stop.getKey()));
        }
        code.addFirst(WasmCode.set(condition));
        return code;
    }

    private int scratch(int type) {
        return switch (type) {
            case WasmSplitter.I32 -> scratchI32;
            case WasmSplitter.I64 -> scratchI64;
            case WasmSplitter.F64 -> scratchF64;
            default -> throw unsupported(type);
        };
    }

    static WasmCode.Instruction load(int type, int offset) {
        return switch (type) {
            case WasmSplitter.I32 -> WasmCode.memory(0x28, 2, offset);
            case WasmSplitter.I64 -> WasmCode.memory(0x29, 3, offset);
            case WasmSplitter.F64 -> WasmCode.memory(0x2b, 3, offset);
            default -> throw unsupported(type);
        };
    }

    static WasmCode.Instruction store(int type, int offset) {
        return switch (type) {
            case WasmSplitter.I32 -> WasmCode.memory(0x36, 2, offset);
            case WasmSplitter.I64 -> WasmCode.memory(0x37, 3, offset);
            case WasmSplitter.F64 -> WasmCode.memory(0x39, 3, offset);
            default -> throw unsupported(type);
        };
    }

    private static IllegalStateException unsupported(int type) {
        return new IllegalStateException("value type 0x%x is not supported".formatted(type));
    }

    /** Rewrites cases for a group function {@code (frame, place) -> place}. */
    static final class ForGroup extends WasmSplitRewriter {
        static final int PLACE = 1;
        private static final int FIRST_FREE = 4;

        private final Set<WasmCode.Label> here = new HashSet<>();

        /** @param used the locals that the group's cases use */
        ForGroup(WasmSplitter.Layout layout, Set<Integer> used) {
            super(layout);
            frame = 0;
            scratchI32 = 2;
            condition = 3;
            int next = FIRST_FREE;
            next = place(used, WasmSplitter.I32, next);
            i32Count = next - 2;
            scratchI64 = next;
            next = place(used, WasmSplitter.I64, next + 1);
            i64Count = next - scratchI64;
            scratchF64 = next;
            next = place(used, WasmSplitter.F64, next + 1);
            f64Count = next - scratchF64;
        }

        private int place(Set<Integer> used, int type, int from) {
            int next = from;
            for (int local : used) {
                if (layout.slots()[local] < 0 && layout.localTypes().get(local) == type) {
                    locals.put(local, next++);
                }
            }
            return next;
        }

        /** @param renamed labels of the tower that are blocks of the group now */
        List<WasmCode.Instruction> caseCode(
                List<WasmCode.Instruction> code, Map<WasmCode.Label, WasmCode.Label> renamed) {
            here.clear();
            WasmCode.collectLabels(code, here);
            here.addAll(renamed.values());
            return rewrite(rename(code, renamed));
        }

        private static List<WasmCode.Instruction> rename(
                List<WasmCode.Instruction> code, Map<WasmCode.Label, WasmCode.Label> renamed) {
            List<WasmCode.Instruction> out = new ArrayList<>();
            for (WasmCode.Instruction instruction : code) {
                out.add(
                        switch (instruction) {
                            case WasmCode.Plain plain -> plain;
                            case WasmCode.Local local -> local;
                            case WasmCode.Block block ->
                                new WasmCode.Block(
                                        block.opcode(),
                                        block.type(),
                                        block.label(),
                                        rename(block.body(), renamed),
                                        rename(block.otherwise(), renamed));
                            case WasmCode.Branch branch ->
                                new WasmCode.Branch(
                                        branch.opcode(), renamed.getOrDefault(branch.target(), branch.target()));
                            case WasmCode.BranchTable table ->
                                new WasmCode.BranchTable(table.targets().stream()
                                        .map(target -> renamed.getOrDefault(target, target))
                                        .toList());
                        });
            }
            return out;
        }

        @Override
        boolean isHere(WasmCode.Label label) {
            return here.contains(label);
        }

        @Override
        List<WasmCode.Instruction> leave(WasmCode.Label label) {
            Integer inTower = layout.towerPlaces().get(label);
            int place = inTower != null ? inTower : layout.outerPlaces().get(label);
            List<WasmCode.Instruction> out = new ArrayList<>();
            if (label.carriesValue()) {
                out.addAll(saveUnderFrame(label.carries, layout.valueSlot()));
            }
            out.add(WasmCode.constant(place));
            out.add(WasmCode.plain(WasmCode.RETURN));
            return out;
        }

        @Override
        List<WasmCode.Instruction> replaceTable(WasmCode.BranchTable table) {
            return List.of();
        }
    }

    /** Rewrites what stays in the function. */
    static final class ForRemainder extends WasmSplitRewriter {
        private final int dispatcher;
        private final TableCall table;
        private final int place;
        private final WasmCode.Label afterTower = new WasmCode.Label(WasmCode.NOTHING);
        private final WasmCode.Label dispatch = new WasmCode.Label(WasmCode.NOTHING);

        ForRemainder(WasmSplitter.Layout layout, int parameters, int dispatcher, TableCall table) {
            super(layout);
            this.dispatcher = dispatcher;
            this.table = table;
            for (int parameter = 0; parameter < parameters; parameter++) {
                locals.put(parameter, parameter);
            }
            int next = place(parameters, WasmSplitter.I32, parameters);
            frame = next++;
            place = next++;
            scratchI32 = next++;
            condition = next++;
            i32Count = next - parameters;
            scratchI64 = place(parameters, WasmSplitter.I64, next);
            i64Count = scratchI64 + 1 - next;
            next = scratchI64 + 1;
            scratchF64 = place(parameters, WasmSplitter.F64, next);
            f64Count = scratchF64 + 1 - next;
        }

        private int place(int parameters, int type, int from) {
            int next = from;
            for (int local = parameters; local < layout.localTypes().size(); local++) {
                if (layout.localTypes().get(local) == type) {
                    locals.put(local, next++);
                }
            }
            return next;
        }

        int frame() {
            return frame;
        }

        /** All of the function's code, with the tower replaced. */
        List<WasmCode.Instruction> remainder(
                List<WasmCode.Instruction> code, WasmCode.Block tower, WasmCode.Block replacement) {
            List<WasmCode.Instruction> out = new ArrayList<>();
            for (WasmCode.Instruction instruction : code) {
                if (instruction == tower) {
                    out.add(replacement);
                } else if (instruction instanceof WasmCode.Block block && contains(block, tower)) {
                    out.add(new WasmCode.Block(
                            block.opcode(),
                            block.type(),
                            block.label(),
                            remainder(block.body(), tower, replacement),
                            remainder(block.otherwise(), tower, replacement)));
                } else {
                    out.addAll(rewrite(List.of(instruction)));
                }
            }
            return out;
        }

        private static boolean contains(WasmCode.Block block, WasmCode.Block wanted) {
            return block == wanted
                    || java.util.stream.Stream.concat(block.body().stream(), block.otherwise().stream())
                            .anyMatch(inner -> inner instanceof WasmCode.Block nested && contains(nested, wanted));
        }

        /** The head, then: while the place is in the tower, run its case; at last go to where the place stands for. */
        WasmCode.Block dispatchLoop(List<WasmCode.Instruction> head) {
            List<WasmCode.Instruction> start = rewrite(head);
            start.add(WasmCode.constant(0));
            start.add(WasmCode.set(place));
            WasmCode.Label again = new WasmCode.Label(WasmCode.NOTHING);
            List<WasmCode.Instruction> loop = new ArrayList<>(List.of(
                    WasmCode.get(frame),
                    WasmCode.get(place),
                    WasmCode.call(dispatcher),
                    new WasmCode.Local(WasmCode.LOCAL_TEE, place),
                    WasmCode.constant(layout.exit()),
                    WasmCode.plain(WasmCode.I32_LT_S),
                    new WasmCode.Branch(WasmCode.BRANCH_IF, again)));
            if (!layout.outerPlaces().isEmpty()) {
                loop.addAll(goOutside());
            }
            return WasmCode.block(
                    WasmCode.BLOCK,
                    afterTower,
                    List.of(
                            WasmCode.block(WasmCode.BLOCK, dispatch, start),
                            // The head itself may lead to the exit.
                            WasmCode.get(place),
                            WasmCode.constant(layout.exit()),
                            WasmCode.plain(WasmCode.I32_EQ),
                            new WasmCode.Branch(WasmCode.BRANCH_IF, afterTower),
                            WasmCode.block(WasmCode.LOOP, again, loop)));
        }

        private List<WasmCode.Instruction> goOutside() {
            List<WasmCode.Label> stops = new ArrayList<>(List.of(afterTower));
            layout.outerPlaces().keySet().forEach(_ -> stops.add(new WasmCode.Label(WasmCode.NOTHING)));
            List<WasmCode.Label> targets = new ArrayList<>(stops);
            targets.add(afterTower);
            List<WasmCode.Instruction> code = new ArrayList<>(List.of(
                    WasmCode.get(place),
                    WasmCode.constant(layout.exit()),
                    WasmCode.plain(WasmCode.I32_SUB),
                    new WasmCode.BranchTable(targets)));
            for (WasmCode.Label outer : layout.outerPlaces().keySet()) {
                WasmCode.Label stop = stops.get(layout.outerPlaces().get(outer) - layout.exit());
                code = new ArrayList<>(List.of(WasmCode.block(WasmCode.BLOCK, stop, code)));
                if (outer.carriesValue()) {
                    code.add(WasmCode.get(frame));
                    code.add(load(outer.carries, layout.valueSlot()));
                }
                code.add(new WasmCode.Branch(WasmCode.BRANCH, outer));
            }
            return code;
        }

        @Override
        boolean isHere(WasmCode.Label label) {
            return !layout.towerPlaces().containsKey(label);
        }

        @Override
        List<WasmCode.Instruction> leave(WasmCode.Label label) {
            int to = layout.towerPlaces().get(label);
            return to == layout.exit()
                    ? List.of(new WasmCode.Branch(WasmCode.BRANCH, afterTower))
                    : List.of(
                            WasmCode.constant(to),
                            WasmCode.set(place),
                            new WasmCode.Branch(WasmCode.BRANCH, dispatch));
        }

        @Override
        List<WasmCode.Instruction> replaceTable(WasmCode.BranchTable candidate) {
            return table instanceof TableCall.To call && call.table() == candidate
                    ? List.of(
                            WasmCode.call(call.mapFunction()),
                            WasmCode.set(place),
                            new WasmCode.Branch(WasmCode.BRANCH, dispatch))
                    : List.of();
        }
    }
}
