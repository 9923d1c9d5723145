import { crane } from './crane.ts';
import { dockerEngine } from './docker-engine.ts';
import { ourTool } from './our-copy.ts';
import { regctl } from './regctl.ts';
import { skopeo } from './skopeo.ts';
import type { Tool } from './tool.ts';

/** The first is ours: what the others are set against. */
export const tools: readonly Tool[] = [ourTool, skopeo, crane, regctl, dockerEngine];
