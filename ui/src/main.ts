import "./parts/fonts.css";
import "./parts/tokens.css";
import "./parts/ground.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { connect } from "./ipc";

const target = document.getElementById("window");
if (target) void connect().then((ipc) => mount(App, { target, props: { ipc } }));
