package dev.sallyport.policy;

import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.RelationUse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One effect on one object that a statement asks for. A statement may run when each of its demands is allowed. */
sealed interface Demand {

    Effect effect();

    /** What is asked for, for messages: {@code delete on public.orders}. */
    String description();

    record OnRelation(Effect effect, RelationUse use) implements Demand {
        @Override
        public String description() {
            return effect.label() + " on " + use.name();
        }
    }

    record OnFunction(Effect effect, FunctionUse use) implements Demand {
        @Override
        public String description() {
            return effect.label() + " of function " + use.qualifiedName();
        }
    }

    /**
     * The effect is on no object that policies can name.
     *
     * @param by what does it
     */
    record OnNothing(Effect effect, String by) implements Demand {
        @Override
        public String description() {
            return effect.label() + " (" + by + ")";
        }
    }

    /** Everything a statement asks for, at least one. */
    static List<Demand> of(Analysis analysis) {
        List<Demand> demands = new ArrayList<>();
        Set<Effect> bare = EnumSet.copyOf(analysis.effects());
        for (RelationUse use : analysis.relations()) {
            for (Effect effect : use.effects()) {
                demands.add(new OnRelation(effect, use));
            }
            bare.removeAll(use.effects());
        }
        boolean called = false;
        for (FunctionUse use : analysis.functions()) {
            Effect effect = use.category().effect().orElse(Effect.CALL);
            demands.add(new OnFunction(effect, use));
            if (use.category() != FunctionUse.Category.HARMLESS) {
                bare.remove(effect);
                called |= effect == Effect.CALL;
            }
        }
        if (bare.contains(Effect.COPY_OUT) && !analysis.relations().isEmpty()) {
            // COPY (query) TO: what goes out is what the query's relations hold.
            bare.remove(Effect.COPY_OUT);
            for (RelationUse use : analysis.relations()) {
                demands.add(new OnRelation(Effect.COPY_OUT, use));
            }
        }
        // CALL names its procedure, and that one is judged; all other opaque code can call anything.
        boolean opaque = analysis.opaque().stream().anyMatch(word -> !word.equals("CALL"));
        if (opaque || (analysis.opaque().contains("CALL") && !called)) {
            bare.add(Effect.CALL);
        }
        String by = analysis.opaque().isEmpty() ? analysis.command() : String.join(", ", analysis.opaque());
        for (Effect effect : bare) {
            demands.add(new OnNothing(effect, effect == Effect.CALL ? by : analysis.command()));
        }
        return demands;
    }
}
