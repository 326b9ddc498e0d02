/** What the gate is tried with: attempts to get more than policy gives, and statements that must go on working. */
@NullMarked
package dev.sallyport.selftest;

import org.jspecify.annotations.NullMarked;
