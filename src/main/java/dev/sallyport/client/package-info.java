/** A client of PostgreSQL's protocol that sends message by message and waits: for trying and measuring the gate from outside. */
@NullMarked
package dev.sallyport.client;

import org.jspecify.annotations.NullMarked;
