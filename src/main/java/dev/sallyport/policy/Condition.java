package dev.sallyport.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;

/** When a policy or rule counts. */
sealed interface Condition {

    /** Whether it looks at the statement; if not, it is evaluated once for a session. */
    boolean looksAtStatement();

    Truth evaluate(CelVariableResolver facts);

    /** There is no condition. */
    record Always() implements Condition {
        @Override
        public boolean looksAtStatement() {
            return false;
        }

        @Override
        public Truth evaluate(CelVariableResolver facts) {
            return Truth.TRUE;
        }
    }

    /**
     * A type-checked expression.
     *
     * @param source its text
     */
    record Expression(String source, CelRuntime.Program program, boolean looksAtStatement) implements Condition {

        static Expression of(String source, CelAbstractSyntaxTree checked, CelRuntime.Program program) {
            return new Expression(source, program, looksAtStatement(checked));
        }

        static boolean looksAtStatement(CelAbstractSyntaxTree checked) {
            return checked.getReferenceMap().values().stream()
                    .anyMatch(reference -> reference.name().startsWith("statement."));
        }

        @Override
        public Truth evaluate(CelVariableResolver facts) {
            try {
                return Boolean.TRUE.equals(program.eval(facts)) ? Truth.TRUE : Truth.FALSE;
            } catch (CelEvaluationException failed) {
                return Truth.FAILED;
            }
        }
    }
}
