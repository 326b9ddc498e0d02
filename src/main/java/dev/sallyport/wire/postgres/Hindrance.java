package dev.sallyport.wire.postgres;

import dev.sallyport.governor.Verdict;

/** Why a message of the client does not go on. */
sealed interface Hindrance {

    /** Something was asked that has to be known first: the message stays, and is looked at again. */
    record Stays() implements Hindrance {}

    /** It may not. */
    record Refused(Verdict.Refuse verdict) implements Hindrance {}
}
