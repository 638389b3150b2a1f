import http from 'node:http'; import {createRequire} from 'node:module'; import {fork} from 'node:child_process';
const require=createRequire(import.meta.url);
if(process.argv[2]==='srv'){http.createServer((q,s)=>{s.setHeader('content-type','application/json');s.end('{"a":1,"b":[1,2,3]}')}).listen(0,'127.0.0.1',function(){process.send(this.address().port)});}
else{
const c=fork('bench/tmp2.mjs',['srv'],{execArgv:[]});const port=await new Promise(r=>c.once('message',r));
const url=`http://127.0.0.1:${port}/x`;
const {createContainer}=require('../dist/container.js');const ct=createContainer();ct.configuration.configure({whitelist:['127.0.0.1'],rateLimit:{mode:'off'}});const cl=ct.httpClient();
const ours=()=>cl(url,{json:true});
for(let i=0;i<500;i++)await ours();
const N=6000;const t=process.cpuUsage();for(let i=0;i<N;i++)await ours();const u=process.cpuUsage(t);
console.log('ours',((u.user+u.system)/N).toFixed(0)+'us');
c.kill();process.exit()}
