package dev.sallyport.policy;

/** What came of a condition. */
enum Truth {
    TRUE,
    FALSE,
    /** It could not be evaluated: whatever is safer must be taken. */
    FAILED
}
