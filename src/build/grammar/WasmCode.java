import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * A function's code as a tree: a block is one instruction with a body, and a branch names the label that it goes to
 * instead of counting blocks. So code can be moved, and the counting is done again when it is written.
 */
final class WasmCode {

    static final int UNREACHABLE = 0x00;
    static final int BLOCK = 0x02;
    static final int LOOP = 0x03;
    static final int IF = 0x04;
    static final int RETURN = 0x0f;
    static final int CALL = 0x10;
    static final int BRANCH = 0x0c;
    static final int BRANCH_IF = 0x0d;
    static final int LOCAL_GET = 0x20;
    static final int LOCAL_SET = 0x21;
    static final int LOCAL_TEE = 0x22;
    static final int GLOBAL_GET = 0x23;
    static final int GLOBAL_SET = 0x24;
    static final int I32_CONST = 0x41;
    static final int I64_CONST = 0x42;
    static final int F64_CONST = 0x44;
    static final int I32_EQ = 0x46;
    static final int I32_LT_S = 0x48;
    static final int I32_LT_U = 0x49;
    static final int I32_GE_U = 0x4f;
    static final int I32_ADD = 0x6a;
    static final int I32_SUB = 0x6b;

    private static final int ELSE = 0x05;
    private static final int END = 0x0b;
    private static final int BRANCH_TABLE = 0x0e;
    private static final int CALL_INDIRECT = 0x11;
    private static final int DROP = 0x1a;
    private static final int SELECT = 0x1b;
    private static final int FIRST_MEMORY_ACCESS = 0x28;
    private static final int LAST_MEMORY_ACCESS = 0x3e;
    private static final int MEMORY_SIZE = 0x3f;
    private static final int MEMORY_GROW = 0x40;
    private static final int F32_CONST = 0x43;
    private static final int FIRST_NUMERIC = 0x45;
    private static final int LAST_NUMERIC = 0xc4;
    private static final int PREFIXED = 0xfc;

    /** A block type that yields nothing; any other block type is the value type that the block yields. */
    static final int NOTHING = 0x40;

    private static final int FIRST_VALUE_TYPE = 0x7c;
    private static final byte[] NO_OPERAND = {};

    private WasmCode() {}

    /**
     * A place that can be branched to; equal only to itself.
     *
     * @see #NOTHING
     */
    static final class Label {
        /** The type of the value that a branch to it carries, or {@link #NOTHING}. */
        final int carries;

        Label(int carries) {
            this.carries = carries;
        }

        boolean carriesValue() {
            return carries != NOTHING;
        }
    }

    sealed interface Instruction {}

    /** Anything that is neither about locals nor about control. */
    record Plain(int opcode, byte[] operand) implements Instruction {}

    record Local(int opcode, int index) implements Instruction {}

    /** A block, loop or if. {@code otherwise} is empty when there is no else. */
    record Block(int opcode, int type, Label label, List<Instruction> body, List<Instruction> otherwise)
            implements Instruction {
        boolean isPlainBlock() {
            return opcode == BLOCK && type == NOTHING;
        }
    }

    record Branch(int opcode, Label target) implements Instruction {}

    /** Jumps to the target with the number on the stack; the last is for all other numbers. */
    record BranchTable(List<Label> targets) implements Instruction {
        Label byDefault() {
            return targets.getLast();
        }
    }

    // ---- making ----

    static Instruction plain(int opcode) {
        return new Plain(opcode, NO_OPERAND);
    }

    static Instruction constant(int value) {
        return new Plain(I32_CONST, new WasmBytes.Writer().signed(value).toBytes());
    }

    static Instruction call(int function) {
        return new Plain(CALL, new WasmBytes.Writer().unsigned(function).toBytes());
    }

    static Instruction global(int opcode, int index) {
        return new Plain(opcode, new WasmBytes.Writer().unsigned(index).toBytes());
    }

    static Instruction memory(int opcode, int alignment, int offset) {
        return new Plain(opcode, new WasmBytes.Writer().unsigned(alignment).unsigned(offset).toBytes());
    }

    static Instruction get(int local) {
        return new Local(LOCAL_GET, local);
    }

    static Instruction set(int local) {
        return new Local(LOCAL_SET, local);
    }

    static Block block(int opcode, Label label, List<Instruction> body) {
        return new Block(opcode, NOTHING, label, body, List.of());
    }

    // ---- reading ----

    /** Reads one function's instructions. A return becomes a branch to {@code root}, which is the same. */
    static List<Instruction> read(WasmBytes.Reader in, Label root) {
        Deque<Label> enclosing = new ArrayDeque<>(List.of(root));
        List<Instruction> code = new ArrayList<>();
        readSequence(in, enclosing, code);
        return code;
    }

    /** Returns the opcode that ended the sequence: END or ELSE. */
    private static int readSequence(WasmBytes.Reader in, Deque<Label> enclosing, List<Instruction> into) {
        while (true) {
            int opcode = in.octet();
            switch (opcode) {
                case END, ELSE -> {
                    return opcode;
                }
                case BLOCK, LOOP, IF -> into.add(readBlock(opcode, in, enclosing));
                case BRANCH, BRANCH_IF -> into.add(new Branch(opcode, enclosing(enclosing, in.unsigned())));
                case RETURN -> into.add(new Branch(BRANCH, enclosing.getLast()));
                case BRANCH_TABLE -> {
                    List<Label> targets = new ArrayList<>();
                    for (int left = in.unsigned(); left >= 0; left--) {
                        targets.add(enclosing(enclosing, in.unsigned()));
                    }
                    into.add(new BranchTable(targets));
                }
                case LOCAL_GET, LOCAL_SET, LOCAL_TEE -> into.add(new Local(opcode, in.unsigned()));
                default -> into.add(readPlain(opcode, in));
            }
        }
    }

    private static Block readBlock(int opcode, WasmBytes.Reader in, Deque<Label> enclosing) {
        int type = in.octet();
        if (type != NOTHING && type < FIRST_VALUE_TYPE) {
            throw new IllegalStateException("block type " + type + " is not supported");
        }
        Label label = new Label(opcode == LOOP ? NOTHING : type);
        List<Instruction> body = new ArrayList<>();
        List<Instruction> otherwise = new ArrayList<>();
        enclosing.push(label);
        if (readSequence(in, enclosing, body) == ELSE) {
            readSequence(in, enclosing, otherwise);
        }
        enclosing.pop();
        return new Block(opcode, type, label, body, otherwise);
    }

    private static Label enclosing(Deque<Label> enclosing, int depth) {
        return enclosing.stream().skip(depth).findFirst().orElseThrow();
    }

    private static Plain readPlain(int opcode, WasmBytes.Reader in) {
        int start = in.position();
        switch (opcode) {
            case CALL, GLOBAL_GET, GLOBAL_SET, I32_CONST, I64_CONST -> in.skipInteger();
            case CALL_INDIRECT -> {
                in.skipInteger();
                in.skipInteger();
            }
            case F32_CONST -> in.skip(4);
            case F64_CONST -> in.skip(8);
            case MEMORY_SIZE, MEMORY_GROW -> in.skip(1);
            case PREFIXED -> skipPrefixed(in);
            case UNREACHABLE, UNREACHABLE + 1, DROP, SELECT -> {
                // no operand
            }
            default -> {
                if (opcode >= FIRST_MEMORY_ACCESS && opcode <= LAST_MEMORY_ACCESS) {
                    in.skipInteger();
                    in.skipInteger();
                } else if (opcode < FIRST_NUMERIC || opcode > LAST_NUMERIC) {
                    throw new IllegalStateException("opcode 0x%x is not supported".formatted(opcode));
                }
            }
        }
        return new Plain(opcode, in.since(start));
    }

    /** Saturating conversions and bulk memory operations. */
    private static void skipPrefixed(WasmBytes.Reader in) {
        int operation = in.unsigned();
        switch (operation) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> {
                // no operand
            }
            case 8 -> {
                in.skipInteger();
                in.skip(1);
            }
            case 9 -> in.skipInteger();
            case 10 -> in.skip(2);
            case 11 -> in.skip(1);
            default -> throw new IllegalStateException("opcode 0xfc " + operation + " is not supported");
        }
    }

    // ---- writing ----

    /** A function's body: locals by type, then the code. */
    static byte[] write(int i32Locals, int i64Locals, int f64Locals, List<Instruction> code, Label root) {
        int[][] locals = {{i32Locals, WasmSplitter.I32}, {i64Locals, WasmSplitter.I64}, {f64Locals, WasmSplitter.F64}};
        var declarations = new WasmBytes.Writer();
        int count = 0;
        for (int[] group : locals) {
            if (group[0] > 0) {
                declarations.unsigned(group[0]).octet(group[1]);
                count++;
            }
        }
        var out = new WasmBytes.Writer().unsigned(count).raw(declarations.toBytes());
        writeSequence(out, code, new ArrayList<>(List.of(root)));
        return out.octet(END).toBytes();
    }

    private static void writeSequence(WasmBytes.Writer out, List<Instruction> code, List<Label> enclosing) {
        for (Instruction instruction : code) {
            switch (instruction) {
                case Plain plain -> out.octet(plain.opcode).raw(plain.operand);
                case Local local -> out.octet(local.opcode).unsigned(local.index);
                case Branch branch -> out.octet(branch.opcode).unsigned(depth(enclosing, branch.target));
                case BranchTable table -> {
                    out.octet(BRANCH_TABLE).unsigned(table.targets.size() - 1);
                    table.targets.forEach(target -> out.unsigned(depth(enclosing, target)));
                }
                case Block block -> {
                    out.octet(block.opcode).octet(block.type);
                    enclosing.add(block.label);
                    writeSequence(out, block.body, enclosing);
                    if (!block.otherwise.isEmpty()) {
                        out.octet(ELSE);
                        writeSequence(out, block.otherwise, enclosing);
                    }
                    enclosing.removeLast();
                    out.octet(END);
                }
            }
        }
    }

    private static int depth(List<Label> enclosing, Label target) {
        int index = enclosing.lastIndexOf(target);
        if (index < 0) {
            throw new IllegalStateException("a branch leaves its function");
        }
        return enclosing.size() - 1 - index;
    }

    // ---- looking ----

    /** About how many bytes of bytecode the code becomes; locals count more, because they may become memory accesses. */
    static int weight(List<Instruction> code) {
        int weight = 0;
        for (Instruction instruction : code) {
            weight += 1
                    + switch (instruction) {
                        case Plain plain -> Math.max(1, plain.operand.length);
                        case Local _ -> 4;
                        case Branch _ -> 1;
                        case BranchTable table -> table.targets.size();
                        case Block block ->
                            2
                                    + weight(block.body)
                                    + (block.otherwise.isEmpty() ? 0 : 1 + weight(block.otherwise));
                    };
        }
        return weight;
    }

    static void collectLabels(List<Instruction> code, Set<Label> into) {
        for (Instruction instruction : code) {
            if (instruction instanceof Block block) {
                into.add(block.label);
                collectLabels(block.body, into);
                collectLabels(block.otherwise, into);
            }
        }
    }

    /** The targets of branches that are not in {@code known}, in the order in which they come. */
    static void collectTargets(List<Instruction> code, Set<Label> known, Set<Label> into) {
        for (Instruction instruction : code) {
            switch (instruction) {
                case Plain _, Local _ -> {}
                case Branch branch -> addUnknown(branch.target, known, into);
                case BranchTable table -> table.targets.forEach(target -> addUnknown(target, known, into));
                case Block block -> {
                    collectTargets(block.body, known, into);
                    collectTargets(block.otherwise, known, into);
                }
            }
        }
    }

    private static void addUnknown(Label label, Set<Label> known, Set<Label> into) {
        if (!known.contains(label)) {
            into.add(label);
        }
    }
}
