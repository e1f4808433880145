import "@digdir/designsystemet-web/details";
import "@digdir/designsystemet-web/dialog";
import "@digdir/designsystemet-web/invokers";
import "./behaviour.js";
