package dev.sallyport.governor;

import dev.sallyport.policy.Policies;

/** Holds the policies in force. Thread-safe; a change is seen by every statement judged after it. */
public final class PolicyKeeper {

    private volatile Policies current;

    public PolicyKeeper(Policies first) {
        this.current = first;
    }

    public Policies current() {
        return current;
    }

    /** Puts other policies in force, for new and for open sessions. */
    public void replace(Policies next) {
        current = next;
    }
}
