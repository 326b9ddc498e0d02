package dev.sallyport.wire.postgres;

/** How the client is listened to. */
interface Listening {

    /** Nothing more is taken from the client until {@link #go}. */
    void halt();

    /** Ends one {@link #halt}. */
    void go();

    /** Sends on what has been judged, so that what is sent next comes after it. */
    void sendJudged();
}
